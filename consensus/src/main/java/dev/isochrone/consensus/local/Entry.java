package dev.isochrone.consensus.local;

import dev.isochrone.consensus.LogPosition;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One entry of a log.
 *
 * @param content what was proposed; empty in the first entry of a term, which is none of the
 *     state's
 */
record Entry(LogPosition position, Optional<ByteBuffer> content) {
  static Entry first(LogPosition position) {
    return new Entry(position, Optional.empty());
  }

  static Entry of(LogPosition position, byte[] bytes) {
    return new Entry(position, Optional.of(ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer()));
  }

  @Override
  public String toString() {
    return position + content.map(bytes -> "(" + bytes.remaining() + ")").orElse("(first)");
  }
}
