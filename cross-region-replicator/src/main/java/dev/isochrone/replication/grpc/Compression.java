package dev.isochrone.replication.grpc;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.isochrone.api.internal.v1.Batch;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.replication.LinkConfig;

/**
 * Batches on their way between regions, where bytes are dear. What comes in is of unknown making:
 * it is given as much memory as a batch may take, and not a byte more, whatever it claims.
 */
final class Compression {
  /** Below it a batch is one packet or two, and compressing it saves none. */
  static final int WORTH_BYTES = 4_096;

  /** The fastest: a link's thread has other things to do, and rows are mostly text. */
  private static final int LEVEL = 1;

  private Compression() {}

  /** The batch's bytes, smaller if that is worth while. */
  static Batch.Builder compressed(Bytes batch) {
    Batch.Builder message = Batch.newBuilder();
    if (batch.length() >= WORTH_BYTES) {
      byte[] smaller = Zstd.compress(batch.shared(), LEVEL);
      if (smaller.length < batch.length()) {
        return message
            .setChanges(UnsafeByteOperations.unsafeWrap(smaller))
            .setCompression(Batch.Compression.ZSTD);
      }
    }
    return message
        .setChanges(UnsafeByteOperations.unsafeWrap(batch.shared()))
        .setCompression(Batch.Compression.NONE);
  }

  /** The bytes of a change batch, of which nothing is known yet but that they are not too many. */
  static Outcome<Bytes> plain(Batch message) {
    ByteString changes = message.getChanges();
    if (changes.size() > LinkConfig.BATCH_BYTES_LIMIT) {
      return tooLarge(changes.size());
    }
    return switch (message.getCompression()) {
      case NONE -> Outcome.done(Bytes.wrap(changes.toByteArray()));
      case ZSTD -> inflated(changes.toByteArray());
      case UNRECOGNIZED ->
          Outcome.refused(
              Refusal.of(
                  RefusalCode.NOT_SUPPORTED,
                  "batch.compression: " + message.getCompressionValue() + "; send NONE"));
    };
  }

  private static Outcome<Bytes> inflated(byte[] compressed) {
    if (compressed.length == 0) {
      return damaged(); // The library looks at the first byte.
    }
    long claimed = Zstd.getFrameContentSize(compressed);
    if (claimed > LinkConfig.BATCH_BYTES_LIMIT) {
      return tooLarge(claimed);
    }
    if (claimed <= 0) {
      return damaged(); // No frame of ours: those say how large they are.
    }
    byte[] plain = new byte[(int) claimed];
    try {
      // Fails rather than write a byte beyond the end of the array.
      long size = Zstd.decompress(plain, compressed);
      return size == plain.length ? Outcome.done(Bytes.wrap(plain)) : damaged();
    } catch (ZstdException broken) {
      return damaged();
    }
  }

  private static Outcome<Bytes> damaged() {
    return Outcome.refused(
        Refusal.of(RefusalCode.INVALID_REQUEST, "batch.changes: can't be decompressed"));
  }

  private static Outcome<Bytes> tooLarge(long bytes) {
    return Outcome.refused(
        Refusal.of(
            RefusalCode.TOO_LARGE,
            "batch of " + bytes + " bytes, of " + LinkConfig.BATCH_BYTES_LIMIT + " at most"));
  }
}
