package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The bytes of log entries: docs/formats.md, section 8. */
public final class LogEntryCodec {
  private static final int FORMAT = 1;
  private static final int AT_OFFSET = 1;
  private static final int CLOSED_OFFSET = 9;

  /** Format, two times, and what is kept for a seal. */
  private static final int FIXED_BYTES = 1 + 8 + 8 + 4;

  /** What an entry takes besides its commands, at most. */
  public static final int OVERHEAD_BYTES = 32;

  private LogEntryCodec() {}

  /** The entry's bytes, with room for the times that {@link #stamp} writes. */
  public static byte[] encode(List<Bytes> commands) {
    int size = FIXED_BYTES + ByteWriter.varintBytes(commands.size());
    for (Bytes command : commands) {
      size += command.length();
    }
    ByteWriter out = new ByteWriter(size).u8(FORMAT).u64(0).u64(0).u32(0);
    out.varint(commands.size());
    commands.forEach(out::raw);
    return out.toArray();
  }

  /** Writes an entry's times in place. */
  public static void stamp(byte[] entry, HlcTimestamp at, HlcTimestamp closed) {
    ByteBuffer.wrap(entry).putLong(AT_OFFSET, at.packed()).putLong(CLOSED_OFFSET, closed.packed());
  }

  /** Reads a whole entry. */
  public static LogEntry decode(ByteBuffer entry) throws FormatException {
    byte[] bytes = new byte[entry.remaining()];
    entry.get(bytes);
    ByteReader in = new ByteReader(bytes, 0, bytes.length);
    in.format(FORMAT, "log entry");
    HlcTimestamp at = in.hlc();
    HlcTimestamp closed = in.hlc();
    if (in.u32() != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "sealed log entry");
    }
    int n = in.count(2);
    List<Command> commands = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      commands.add(CommandCodec.decode(in));
    }
    in.end("log entry");
    return new LogEntry(at, closed, commands);
  }
}
