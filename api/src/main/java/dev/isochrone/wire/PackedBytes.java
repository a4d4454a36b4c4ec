package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.RefusedException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Between the byte sequences of Protobuf and ours. Both are immutable, so one way costs no copy.
 */
public final class PackedBytes {
  private static final int UUID_BYTES = 16;

  private PackedBytes() {}

  public static ByteString toProto(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.shared());
  }

  public static Bytes fromProto(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  static ByteString uuidToProto(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return ByteString.copyFrom(bytes.flip());
  }

  static UUID uuidFromProto(ByteString bytes, FieldPath path) throws RefusedException {
    path.require(bytes.size() == UUID_BYTES, bytes.size() + " bytes, not " + UUID_BYTES);
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
