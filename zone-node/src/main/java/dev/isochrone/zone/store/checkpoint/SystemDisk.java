package dev.isochrone.zone.store.checkpoint;

import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The file systems of the operating system. */
final class SystemDisk implements Disk {
  @Override
  public void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void link(Path file, Path name) throws IOException {
    Files.createLink(name, file);
  }

  @Override
  public void copy(Path file, Path to) throws IOException {
    Files.copy(file, to);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(tree)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void sync(Path fileOrDirectory) throws IOException {
    StandardOpenOption option =
        Files.isDirectory(fileOrDirectory) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(fileOrDirectory, option)) {
      force(channel, fileOrDirectory);
    }
  }

  private static void force(FileChannel channel, Path what) throws SyncFailedException {
    try {
      channel.force(true);
    } catch (IOException failed) {
      SyncFailedException told = new SyncFailedException(what + ": " + failed.getMessage());
      told.initCause(failed);
      throw told;
    }
  }
}
