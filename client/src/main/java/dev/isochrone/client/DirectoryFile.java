package dev.isochrone.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.cluster.DirectoryWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A directory as a file of the client's: docs/formats.md, section 19.8. Several processes may share
 * one; each finds in it what one of them has written, whole.
 */
final class DirectoryFile {
  private static final int FORMAT = 1;
  private static final int SUM_BYTES = 4;
  private static final long BYTES_MAX = 64L << 20;
  private static final String FORM = "remembered directory";

  private final Path file;

  DirectoryFile(Path file) {
    this.file = file;
  }

  /**
   * What was saved last; empty if there is no file.
   *
   * @throws IOException the disk refuses, or the file is damaged, or is none of these
   */
  Optional<Directory> load() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
      throw new IOException("not a " + FORM);
    }
    try {
      return Optional.of(read(Bytes.wrap(Files.readAllBytes(file))));
    } catch (FormatException | InvalidProtocolBufferException damaged) {
      throw new IOException("not a " + FORM + ": " + damaged.getMessage(), damaged);
    } catch (RefusedException unfit) {
      throw new IOException("not a " + FORM + ": " + unfit.refusal().message(), unfit);
    }
  }

  /** Puts this one in its place: at every moment the file is the old one or the new one, whole. */
  void save(Directory directory) throws IOException {
    Path parent = Files.createDirectories(directoryOf(file));
    Path beside = Files.createTempFile(parent, file.getFileName().toString(), ".new");
    try {
      write(beside, encoded(directory));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside); // Moved, as a rule.
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private static byte[] encoded(Directory directory) {
    byte[] message = DirectoryWire.toProto(directory).toByteArray();
    byte[] summed = new ByteWriter().u8(FORMAT).bytes(Bytes.wrap(message)).toArray();
    return new ByteWriter(summed.length + SUM_BYTES)
        .raw(summed, 0, summed.length)
        .u32(sum(summed, summed.length))
        .toArray();
  }

  private static Directory read(Bytes bytes)
      throws FormatException, InvalidProtocolBufferException, RefusedException {
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, FORM);
    Bytes message = in.bytes();
    int sum = in.u32();
    in.end(FORM);
    if (sum != sum(bytes.shared(), bytes.length() - SUM_BYTES)) {
      throw new FormatException(FormatException.Problem.CHECKSUM, FORM);
    }
    return DirectoryWire.fromProto(dev.isochrone.api.v1.Directory.parseFrom(message.shared()))
        .orThrow();
  }

  private static void write(Path to, byte[] content) throws IOException {
    try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(/* metaData= */ true);
    }
  }

  private static Path directoryOf(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("no file can be " + file);
    }
    return parent;
  }

  private static int sum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
