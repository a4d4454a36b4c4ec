package dev.isochrone.zone.store.checkpoint;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What the last start left for the next one: docs/formats.md, section 12. No mark, or one that is
 * damaged, means that the engine's files are not to be trusted.
 *
 * @param bootId of the kernel under which it was written
 */
record StartMark(State state, String bootId) {
  private static final int FORMAT = 1;
  private static final int CHECKSUM_BYTES = 4;

  /** How the engine was left. */
  enum State {
    /** In use: it holds what was written as long as the kernel lives. */
    OPEN(1),
    /** Closed, and all of it synced after. */
    CLOSED(2);

    private final int number;

    State(int number) {
      this.number = number;
    }
  }

  StartMark {
    if (bootId.isEmpty()) {
      throw new IllegalArgumentException("a mark without a boot id");
    }
  }

  /** Whether what a process wrote into the files before is what is in them now. */
  boolean trustsFilesUnder(String bootIdNow) {
    return state == State.CLOSED || (bootId.equals(bootIdNow) && !bootId.equals(BootId.UNKNOWN));
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter().u8(FORMAT).u8(state.number).string(bootId);
    CRC32C crc = new CRC32C();
    return out.sum(crc, 0, out.size()).u32((int) crc.getValue()).toArray();
  }

  static StartMark decode(byte[] content) throws FormatException {
    ByteReader in = new ByteReader(Bytes.wrap(content));
    in.format(FORMAT, "mark");
    int number = in.u8();
    String bootId = in.string();
    if (in.u32() != checksum(content, Math.max(0, content.length - CHECKSUM_BYTES))) {
      throw new FormatException(Problem.CHECKSUM, "mark");
    }
    in.end("mark");
    State state =
        Arrays.stream(State.values())
            .filter(known -> known.number == number)
            .findAny()
            .orElseThrow(() -> new FormatException(Problem.NEWER_FORMAT, "mark state " + number));
    if (bootId.isEmpty()) {
      throw FormatException.malformed("a mark without a boot id");
    }
    return new StartMark(state, bootId);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
