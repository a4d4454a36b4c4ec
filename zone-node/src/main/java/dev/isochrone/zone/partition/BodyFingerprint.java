package dev.isochrone.zone.partition;

import com.google.common.hash.Hashing;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.RecordCodec;

/**
 * What a write asks for, in 64 bits: a repeated request has the same ones, whatever truth routed
 * it; another request has others, but for one chance in 2^64. Kept in stores: docs/formats.md,
 * section 11.
 */
final class BodyFingerprint {
  private static final int PUT = 1;
  private static final int DELETE = 2;
  private static final int CONTEXT = 3;
  private static final int ROW_OVERHEAD_BYTES = 32;

  private BodyFingerprint() {}

  static long of(Command.Write write) {
    int size = 0;
    for (Mutation mutation : write.mutations()) {
      size += ROW_OVERHEAD_BYTES + mutation.key().bytes().length();
      size += mutation.document().isPresent() ? mutation.document().get().length() : 0;
    }
    ByteWriter out = new ByteWriter(size);
    for (Mutation mutation : write.mutations()) {
      out.u8(mutation.document().isPresent() ? PUT : DELETE);
      MutationCodec.condition(out, mutation.condition());
      out.bytes(mutation.key().bytes());
      out.bytes(mutation.document().orElse(Bytes.EMPTY));
      mutation.context().ifPresent(seen -> RecordCodec.context(out.u8(CONTEXT), seen));
    }
    // asLong gives the first eight bytes little-endian; the format has them big-endian.
    return Long.reverseBytes(out.lend(Hashing.murmur3_128()::hashBytes).asLong());
  }
}
