package dev.isochrone.cli.transfer;

import dev.isochrone.cli.InputException;
import dev.isochrone.cli.transfer.format.Format;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/**
 * A file that is read once, or standard input.
 *
 * @param content taken out of gzip
 * @param size of the file as it lies there; empty if nobody knows
 */
record InputFile(InputStream content, Counted file, OptionalLong size) implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  /** The file of this name. */
  static InputFile open(String name) throws IOException, InputException {
    if (name.equals(FormatOption.STANDARD)) {
      Counted in = new Counted(System.in);
      return new InputFile(in, in, OptionalLong.empty());
    }
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      throw new InputException(name + ": a directory");
    }
    try {
      InputStream plain = Files.newInputStream(path);
      Counted counted = new Counted(plain);
      OptionalLong size =
          Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
      return new InputFile(uncompressed(name, counted), counted, size);
    } catch (NoSuchFileException missing) {
      throw new InputException(name + ": there is no such file");
    }
  }

  private static InputStream uncompressed(String name, Counted file) throws IOException {
    if (!Format.isCompressed(name)) {
      return file;
    }
    try {
      return new GZIPInputStream(new BufferedInputStream(file, BUFFER_BYTES), BUFFER_BYTES);
    } catch (IOException notGzip) {
      file.close();
      throw new IOException(name + ": " + notGzip.getMessage(), notGzip);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  /** Counts what was read of it; one thread reads, any may ask. */
  static final class Counted extends FilterInputStream {
    private volatile long bytes;

    Counted(InputStream in) {
      super(in);
    }

    long bytes() {
      return bytes;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      count(Math.max(0, n));
      return n;
    }

    private synchronized void count(int more) {
      bytes += more;
    }
  }
}
