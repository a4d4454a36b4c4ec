package dev.isochrone.region.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.region.format.Codec;
import java.util.zip.CRC32C;

/** A directory's checkpoint: docs/formats.md, section 19.5. */
final class CheckpointCodec<S> implements Codec<Kept<S>> {
  private static final int FORMAT = 1;
  private static final int SUM_BYTES = 4;
  private static final String FORM = "checkpoint of a directory";

  private final int kind;
  private final Codec<S> states;

  CheckpointCodec(Machine<?, S> machine) {
    this.kind = machine.kind();
    this.states = machine.states();
  }

  @Override
  public Bytes encode(Kept<S> kept) {
    byte[] summed =
        new ByteWriter()
            .u8(FORMAT)
            .u8(kind)
            .u64(kept.position().term())
            .u64(kept.position().index())
            .bytes(states.encode(kept.state()))
            .toArray();
    return new ByteWriter(summed.length + SUM_BYTES)
        .raw(summed, 0, summed.length)
        .u32(sum(summed, summed.length))
        .toBytes();
  }

  @Override
  public Kept<S> decode(Bytes bytes) throws FormatException {
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, FORM);
    int found = in.u8();
    LogPosition position = new LogPosition(in.longNumber("term"), in.longNumber("index"));
    Bytes state = in.bytes();
    int sum = in.u32();
    in.end(FORM);
    if (sum != sum(bytes.shared(), bytes.length() - SUM_BYTES)) {
      throw new FormatException(FormatException.Problem.CHECKSUM, FORM);
    } else if (found != kind) {
      throw FormatException.malformed(FORM + " of kind " + found + ", not " + kind);
    }
    return new Kept<>(position, states.decode(state));
  }

  private static int sum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
