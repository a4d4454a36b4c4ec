package dev.isochrone.cli.transfer;

import dev.isochrone.cli.InputException;
import dev.isochrone.cli.transfer.format.Format;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A file that gets its name only when it is whole: until then it is called {@code NAME.part}, and
 * it is removed if it never becomes so. Standard output is written as it comes.
 */
final class PartFile implements AutoCloseable {
  private static final String PART = ".part";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Optional<Path> whole;
  private final FileOutputStream file;
  private final OutputStream out;
  private final boolean overwrite;
  private long bytes;
  private boolean done;

  private PartFile(
      Optional<Path> whole, FileOutputStream file, OutputStream out, boolean overwrite) {
    this.whole = whole;
    this.file = file;
    this.out = out;
    this.overwrite = overwrite;
  }

  /**
   * Begins the file of this name.
   *
   * @param overwrite whether it may exist
   */
  static PartFile open(String name, boolean overwrite) throws IOException, InputException {
    if (name.equals(FormatOption.STANDARD)) {
      FileOutputStream out = new FileOutputStream(FileDescriptor.out);
      return new PartFile(
          Optional.empty(), out, new BufferedOutputStream(out, BUFFER_BYTES), overwrite);
    }
    Path whole = Path.of(name);
    requireFree(whole, overwrite);
    Path part = part(whole);
    FileOutputStream file = new FileOutputStream(part.toFile());
    part.toFile().deleteOnExit(); // Ctrl-C too.
    OutputStream buffered = new BufferedOutputStream(file, BUFFER_BYTES);
    OutputStream out =
        Format.isCompressed(name) ? new GZIPOutputStream(buffered, BUFFER_BYTES) : buffered;
    return new PartFile(Optional.of(whole), file, out, overwrite);
  }

  void write(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write(utf8);
    bytes += utf8.length;
  }

  /** Bytes written so far, before gzip. */
  long bytes() {
    return bytes;
  }

  /** It is whole: on the disk, and called by its name. */
  void finish() throws IOException, InputException {
    if (out instanceof GZIPOutputStream compressed) {
      compressed.finish();
    }
    out.flush();
    if (whole.isPresent()) {
      file.getFD().sync();
      out.close();
      requireFree(whole.get(), overwrite);
      Files.move(
          part(whole.get()),
          whole.get(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    done = true;
  }

  @Override
  public void close() throws IOException {
    if (!done && whole.isPresent()) {
      file.close();
      Files.deleteIfExists(part(whole.get()));
    }
  }

  private static void requireFree(Path file, boolean overwrite) throws InputException {
    if (Files.isDirectory(file) || (Files.exists(file) && !overwrite)) {
      throw new InputException(
          file
              + ": "
              + (Files.isDirectory(file)
                  ? "a directory"
                  : "the file exists; --force writes over it"));
    }
  }

  private static Path part(Path whole) {
    return whole.resolveSibling(whole.getFileName() + PART);
  }
}
