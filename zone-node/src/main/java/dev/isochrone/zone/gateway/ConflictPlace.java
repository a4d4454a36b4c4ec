package dev.isochrone.zone.gateway;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.placement.Layout;
import java.util.Optional;

/**
 * Where a listing of conflicts goes on, in a form that any node of the region takes; and the names
 * of conflicts as callers hold them: docs/formats.md, section 17.
 *
 * @param partition which is read now
 * @param after the last record that was given; empty: from the partition's beginning
 */
record ConflictPlace(int partition, Optional<ConflictId> after) {
  private static final int FORMAT = 1;

  /**
   * Reads a token, or begins at the beginning; {@code INVALID_REQUEST} if it is another table's.
   */
  static ConflictPlace read(Bytes token, int table, Layout layout) throws RefusedException {
    if (token.isEmpty()) {
      return new ConflictPlace(0, Optional.empty());
    }
    try {
      ByteReader in = new ByteReader(token);
      in.format(FORMAT, "page token");
      int tokensTable = in.number("table id");
      int partition = in.number("partition");
      Bytes last = in.rest();
      Optional<ConflictId> after =
          last.isEmpty() ? Optional.empty() : Optional.of(ConflictId.decode(last));
      if (tokensTable == table
          && partition < layout.partitions().size()
          && after.stream().allMatch(id -> id.key().tableId() == table)) {
        return new ConflictPlace(partition, after);
      }
    } catch (FormatException unfit) {
      throw malformed("page_token: " + unfit.getMessage());
    }
    throw malformed("page_token: of another table");
  }

  ConflictPlace behind(ConflictId last) {
    return new ConflictPlace(partition, Optional.of(last));
  }

  Optional<ConflictPlace> nextPartition(Layout layout) {
    return partition + 1 < layout.partitions().size()
        ? Optional.of(new ConflictPlace(partition + 1, Optional.empty()))
        : Optional.empty();
  }

  /**
   * The token.
   *
   * @param table whose records are listed
   */
  Bytes encode(int table) {
    return new ByteWriter(64)
        .u8(FORMAT)
        .u32(table)
        .u32(partition)
        .raw(after.map(ConflictId::encode).orElse(Bytes.EMPTY))
        .toBytes();
  }

  /** A conflict's name. */
  static Bytes encode(ConflictId id) {
    return new ByteWriter(64).u8(FORMAT).raw(id.encode()).toBytes();
  }

  /** Reads a conflict's name; {@code INVALID_REQUEST} if it is another table's, or none. */
  static ConflictId readId(Bytes bytes, int table) throws RefusedException {
    try {
      ByteReader in = new ByteReader(bytes);
      in.format(FORMAT, "id");
      ConflictId id = ConflictId.decode(in.rest());
      if (id.key().tableId() == table) {
        return id;
      }
    } catch (FormatException unfit) {
      throw malformed("id: " + unfit.getMessage());
    }
    throw malformed("id: of a conflict in another table");
  }

  /** The partition where a conflict's row lies. */
  static int partitionOf(ConflictId id, Layout layout) throws RefusedException {
    return layout
        .owner(id.key().slot().orElseThrow(() -> malformed("id: of a range-partitioned table")))
        .id();
  }

  private static RefusedException malformed(String message) {
    return Refusal.of(RefusalCode.INVALID_REQUEST, message).asException();
  }
}
