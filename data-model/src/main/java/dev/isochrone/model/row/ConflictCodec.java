package dev.isochrone.model.row;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.table.ConflictPolicy;

/** The bytes of conflict records: docs/formats.md, section 6.1. */
public final class ConflictCodec {
  /** What stands before the loser's record. */
  static final int OVERHEAD_BYTES = 32;

  private static final int FORMAT = 1;

  private ConflictCodec() {}

  /** The record without its key, which stands beside it wherever it lies. */
  public static Bytes encode(ConflictRecord conflict) {
    Bytes loser = RecordCodec.encode(conflict.key(), conflict.loser());
    return new ByteWriter(OVERHEAD_BYTES + loser.length())
        .u8(FORMAT)
        .u8(conflict.state().number())
        .u8(conflict.policy().number())
        .u32(conflict.policyVersion())
        .u32(conflict.winner().homeEpoch())
        .stamp(conflict.winner().stamp())
        .raw(loser)
        .toBytes();
  }

  /** Reads all of the bytes; the loser's checksum must be right for the key. */
  public static ConflictRecord decode(StoredKey key, Bytes bytes) throws FormatException {
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, "conflict record");
    ConflictRecord.State state = state(in.u8());
    int policy = in.u8();
    int policyVersion = in.number("policy version");
    Version winner = new Version(in.number("home epoch"), in.stamp());
    RowVersion loser = RecordCodec.decode(key, in.rest());
    try {
      return new ConflictRecord(key, loser, winner, policy(policy), policyVersion, state);
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("conflict record: " + broken.getMessage());
    }
  }

  private static ConflictPolicy policy(int number) throws FormatException {
    return ConflictPolicy.numbered(number)
        .orElseThrow(() -> new FormatException(Problem.NEWER_FORMAT, "conflict policy " + number));
  }

  private static ConflictRecord.State state(int number) throws FormatException {
    for (ConflictRecord.State state : ConflictRecord.State.values()) {
      if (state.number() == number) {
        return state;
      }
    }
    throw new FormatException(Problem.NEWER_FORMAT, "conflict in state " + number);
  }
}
