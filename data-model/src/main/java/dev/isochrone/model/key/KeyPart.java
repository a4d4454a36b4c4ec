package dev.isochrone.model.key;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.Utf8;
import dev.isochrone.model.table.KeyType;
import java.util.UUID;

/**
 * One typed component of a key. Its text form shows a user's data: it is for tests and for the
 * caller, never for a log.
 */
public sealed interface KeyPart {
  /** The type that the table's key column must have. */
  KeyType type();

  /** Well-formed text, of which no two have the same UTF-8. */
  record Text(String value) implements KeyPart {
    public Text {
      Utf8.require(value);
    }

    @Override
    public KeyType type() {
      return KeyType.STRING;
    }
  }

  /** A whole number. */
  record Int64(long value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.INT64;
    }
  }

  /** False comes before true. */
  record Bool(boolean value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.BOOL;
    }
  }

  /** Bytes, ordered as unsigned numbers. */
  record Binary(Bytes value) implements KeyPart {
    @Override
    public KeyType type() {
      return KeyType.BYTES;
    }
  }

  /** Ordered by its bytes, unlike {@link UUID#compareTo}. */
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
