package dev.isochrone.consensus.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a directory of files takes, while others add to it, rename and remove in it. */
final class FileSizes {
  private FileSizes() {}

  /** The sum over the files that are there now; 0 if the directory is not. */
  static long in(Path directory) {
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        bytes += size(file);
      }
      return bytes;
    } catch (NoSuchFileException notYet) {
      return 0;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException renamedMeanwhile) {
      return 0;
    }
  }
}
