package dev.isochrone.wire.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files say, read again when one of them has changed. It is looked at when it is needed,
 * which for TLS is once in a handshake: beside that, a look at a file's time costs nothing. Files
 * that can't be used leave in force what was there before. Any thread.
 */
final class WatchedFiles<T> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  /** How the files become what they say. */
  interface Reading<T> {
    T read() throws TlsFileException;
  }

  /** What was read, and how the files looked then. */
  private record Read<T>(List<Object> looks, T value) {}

  private final List<Path> files;
  private final Reading<T> reading;
  private volatile Read<T> last;

  private WatchedFiles(List<Path> files, Reading<T> reading, Read<T> first) {
    this.files = files;
    this.reading = reading;
    this.last = first;
  }

  static <T> WatchedFiles<T> open(List<Path> files, Reading<T> reading) throws TlsFileException {
    List<Object> looks = looks(files); // First, so that a change during the reading is not missed.
    return new WatchedFiles<>(files, reading, new Read<>(looks, reading.read()));
  }

  /** What they say now, or said when they could last be used. */
  T now() {
    Read<T> known = last;
    return looks(files).equals(known.looks()) ? known.value() : readAgain();
  }

  private synchronized T readAgain() {
    Read<T> known = last;
    List<Object> looks = looks(files);
    if (looks.equals(known.looks())) {
      return known.value(); // Another thread has read them meanwhile.
    }
    T value = known.value();
    try {
      value = reading.read();
      LOG.info("{} changed, and the new is in force for new connections", files);
    } catch (TlsFileException unusable) {
      // Often one of two files that are being replaced; the other's change brings us here again.
      LOG.warn("the old stays in force: {}", unusable.getMessage());
    }
    last = new Read<>(looks, value);
    return value;
  }

  private static List<Object> looks(List<Path> files) {
    List<Object> looks = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes look = Files.readAttributes(file, BasicFileAttributes.class);
        looks.add(look.lastModifiedTime());
        looks.add(look.size());
        looks.add(String.valueOf(look.fileKey()));
      } catch (IOException absent) {
        looks.add("absent");
      }
    }
    return looks;
  }
}
