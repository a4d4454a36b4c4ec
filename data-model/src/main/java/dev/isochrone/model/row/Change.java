package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;

/**
 * Something about a row, on its way to other regions.
 *
 * @param sequence its place in the outbox of its origin partition, from 1
 * @param kind what is told of the row
 * @param record encoded, by the kind's codec; the same bytes everywhere
 */
public record Change(long sequence, Kind kind, StoredKey key, Bytes record) {
  /** What a change tells. The numbers stand in outboxes and batches and are never reused. */
  public enum Kind {
    /** The row's new version, by {@link RecordCodec}, or its versions, by {@link SiblingCodec}. */
    ROW(1),
    /** A version was lost: {@link ConflictCodec}. */
    CONFLICT(8),
    /** It was not lost after all: the version's stamp. */
    CONFLICT_WITHDRAWN(9);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Kind numbered(int number) throws FormatException {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw new FormatException(Problem.NEWER_FORMAT, "change of kind " + number);
    }
  }

  /**
   * What a change is about.
   *
   * @param version born in the region that tells of it
   * @param latest the greatest time of a version in the change
   */
  public record Subject(Stamp version, HlcTimestamp latest) {}

  public Change {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence " + sequence);
    }
  }

  /** A row's new version. */
  public Change(long sequence, StoredKey key, Bytes record) {
    this(sequence, Kind.ROW, key, record);
  }

  /** A version was lost. */
  public static Change conflict(long sequence, ConflictRecord conflict) {
    return new Change(sequence, Kind.CONFLICT, conflict.key(), ConflictCodec.encode(conflict));
  }

  /** It was not. */
  public static Change withdrawn(long sequence, ConflictId conflict) {
    Bytes stamp = new ByteWriter(12).stamp(conflict.loser()).toBytes();
    return new Change(sequence, Kind.CONFLICT_WITHDRAWN, conflict.key(), stamp);
  }

  /** Of a withdrawal: what is withdrawn. */
  public ConflictId withdrawn() throws FormatException {
    if (kind != Kind.CONFLICT_WITHDRAWN) {
      throw new IllegalStateException("change of kind " + kind);
    }
    ByteReader in = new ByteReader(record);
    ConflictId id = new ConflictId(key, in.stamp());
    in.end("withdrawal");
    return id;
  }

  /** Verifies the record, and says what it is about. */
  public Subject subject() throws FormatException {
    return switch (kind) {
      case ROW -> {
        Stamp stamp = SiblingCodec.verify(key, record).version().stamp();
        yield new Subject(stamp, stamp.at());
      }
      case CONFLICT -> {
        ConflictRecord conflict = ConflictCodec.decode(key, record);
        Stamp loser = conflict.loser().version().stamp();
        yield new Subject(loser, loser.at().max(conflict.winner().stamp().at()));
      }
      case CONFLICT_WITHDRAWN -> {
        Stamp stamp = withdrawn().loser();
        yield new Subject(stamp, stamp.at());
      }
    };
  }

  /** What the change takes in a batch, at most. */
  public int bytesMax() {
    return key.bytes().length() + record.length() + 24;
  }
}
