package dev.isochrone.zone.disk;

import dev.isochrone.hlc.ClockBound;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.server.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** The clock's bound as a file: docs/formats.md, section 12. One thread. */
public final class ClockBoundFile implements ClockBound.Store {
  private static final int FORMAT = 1;
  private static final int CHECKED_BYTES = 9;

  private static final String NAME = "bound";

  private final Path directory;

  /** In this directory, which must exist. */
  public ClockBoundFile(Path directory) {
    this.directory = directory;
  }

  @Override
  public HlcTimestamp load() throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return HlcTimestamp.MIN;
    }
    Bytes bytes = Bytes.wrap(Files.readAllBytes(file));
    try {
      ByteReader in = new ByteReader(bytes);
      in.format(FORMAT, "clock bound");
      HlcTimestamp bound = in.hlc();
      if (in.u32() != checksum(bytes.shared())) {
        throw new FormatException(FormatException.Problem.CHECKSUM, "clock bound");
      }
      in.end("clock bound");
      return bound;
    } catch (FormatException damaged) {
      throw new IOException(
          file
              + " is damaged ("
              + damaged.getMessage()
              + "); without it this node could issue times twice."
              + " Remove the file only after the node has been down for longer than its clock may have been ahead.",
          damaged);
    }
  }

  @Override
  public void save(HlcTimestamp bound) throws IOException {
    byte[] checked = new ByteWriter().u8(FORMAT).hlc(bound).toArray();
    DurableFile.replace(
        directory.resolve(NAME),
        new ByteWriter().raw(checked, 0, checked.length).u32(checksum(checked)).toArray());
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Math.min(CHECKED_BYTES, bytes.length));
    return (int) crc.getValue();
  }
}
