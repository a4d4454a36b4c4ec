package dev.isochrone.model.key;

import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;

/**
 * Stored keys that lie together.
 *
 * @param from the first bytes that a key may have; it need not be a whole key
 * @param to the first bytes that are too great for one
 */
public record StoredKeyRange(Bytes from, Bytes to) {
  /**
   * Greater than whatever follows a prefix: codes of components end at 40, and the upper byte of a
   * slot at 3F.
   */
  private static final int BEHIND = 0xFF;

  /** All rows of a hash-partitioned table, in the order of their slots. */
  public static StoredKeyRange table(int tableId) {
    return behind(new ByteWriter(5).u32(tableId).u8(StoredKey.ROW_WITH_SLOT).toBytes());
  }

  /**
   * The rows of one slot of a hash-partitioned table whose tuple begins with these components.
   *
   * @param prefix encoded by {@link KeyTuple}; at least the partition key, or other partition keys
   *     of the slot are among them
   */
  public static StoredKeyRange prefixed(int tableId, Slot slot, Bytes prefix) {
    return behind(StoredKey.row(tableId, slot, prefix).bytes());
  }

  /** The rows of these slots of a hash-partitioned table, both included. */
  public static StoredKeyRange slots(int tableId, Slot first, Slot last) {
    return new StoredKeyRange(
        slot(tableId, first.number()).toBytes(), slot(tableId, last.number()).u8(BEHIND).toBytes());
  }

  private static ByteWriter slot(int tableId, int number) {
    return new ByteWriter(8).u32(tableId).u8(StoredKey.ROW_WITH_SLOT).u16(number);
  }

  private static StoredKeyRange behind(Bytes prefix) {
    return new StoredKeyRange(
        prefix, new ByteWriter(prefix.length() + 1).raw(prefix).u8(BEHIND).toBytes());
  }

  /** The table whose keys they are. */
  public int tableId() {
    return from.at(0) << 24 | from.at(1) << 16 | from.at(2) << 8 | from.at(3);
  }

  public boolean contains(StoredKey key) {
    return key.bytes().compareTo(from) >= 0 && key.bytes().compareTo(to) < 0;
  }

  /** What of it is at or above these bytes. */
  public StoredKeyRange atOrAbove(Bytes bound) {
    return bound.compareTo(from) > 0 ? new StoredKeyRange(bound, to) : this;
  }

  /** What of it is below these bytes. */
  public StoredKeyRange below(Bytes bound) {
    return bound.compareTo(to) < 0 ? new StoredKeyRange(from, bound) : this;
  }

  /** What of it is in another range as well. */
  public StoredKeyRange and(StoredKeyRange other) {
    return atOrAbove(other.from).below(other.to);
  }

  /** What of it is above this key. */
  public StoredKeyRange after(StoredKey key) {
    // No key is another one's prefix, so the next possible key begins with no more than a zero.
    return atOrAbove(new ByteWriter(key.bytes().length() + 1).raw(key.bytes()).u8(0).toBytes());
  }

  /** Whether it can hold no key at all. */
  public boolean isEmpty() {
    return from.compareTo(to) >= 0;
  }
}
