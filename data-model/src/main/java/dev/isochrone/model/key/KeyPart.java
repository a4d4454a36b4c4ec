package dev.isochrone.model.key;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.table.KeyType;
import java.util.UUID;

/** One typed component of a key. */
public sealed interface KeyPart {
  KeyType type();

  record Text(String value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.STRING;
    }
  }

  record Int64(long value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.INT64;
    }
  }

  record Bool(boolean value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.BOOL;
    }
  }

  record Binary(Bytes value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.BYTES;
    }
  }

  record Uuid(UUID value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.UUID;
    }
  }

  /** Microseconds since 1970-01-01 UTC. */
  record Timestamp(long micros) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.TIMESTAMP;
    }
  }
}
