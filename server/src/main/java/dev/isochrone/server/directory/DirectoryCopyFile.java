package dev.isochrone.server.directory;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.isochrone.api.internal.v1.FetchAnswer;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.server.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A copy as a file: docs/formats.md, section 19.7. One thread. */
final class DirectoryCopyFile {
  private static final int FORMAT = 1;
  private static final int SUM_BYTES = 4;
  private static final String FORM = "copy of the directory";

  private final Path file;

  DirectoryCopyFile(Path file) {
    this.file = file;
  }

  /**
   * What was saved last.
   *
   * @throws IOException the disk refuses, or the file is damaged
   */
  Optional<DirectoryCopy> load() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return read(Bytes.wrap(Files.readAllBytes(file)));
    } catch (FormatException | InvalidProtocolBufferException | RefusedException damaged) {
      throw new IOException(
          file
              + " can't be read ("
              + damaged.getMessage()
              + "). A controller can give another copy: remove the file, and start while one answers.",
          damaged);
    }
  }

  void save(DirectoryCopy copy) throws IOException {
    byte[] answer = DirectoryCopyWire.toProto(copy).toByteArray();
    byte[] summed = new ByteWriter().u8(FORMAT).bytes(Bytes.wrap(answer)).toArray();
    DurableFile.replace(
        file,
        new ByteWriter(summed.length + SUM_BYTES)
            .raw(summed, 0, summed.length)
            .u32(sum(summed, summed.length))
            .toArray());
  }

  private static Optional<DirectoryCopy> read(Bytes bytes)
      throws FormatException, InvalidProtocolBufferException, RefusedException {
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, FORM);
    Bytes answer = in.bytes();
    int sum = in.u32();
    in.end(FORM);
    if (sum != sum(bytes.shared(), bytes.length() - SUM_BYTES)) {
      throw new FormatException(FormatException.Problem.CHECKSUM, FORM);
    }
    return DirectoryCopyWire.fromProto(FetchAnswer.parseFrom(answer.shared())).orThrow();
  }

  private static int sum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
