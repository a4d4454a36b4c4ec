package dev.isochrone.zone.store.xodus;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;
import org.jspecify.annotations.Nullable;

/** A read-only transaction. What Xodus throws on a damaged log becomes a {@link StoreException}. */
final class XodusSnapshot implements KvSnapshot {
  private final Transaction transaction;
  private final Map<Space, Store> stores;
  private final Runnable onClose;
  private boolean closed;

  XodusSnapshot(Transaction transaction, Map<Space, Store> stores, Runnable onClose) {
    this.transaction = transaction;
    this.stores = stores;
    this.onClose = onClose;
  }

  static Store store(Map<Space, Store> stores, Space space) {
    return Objects.requireNonNull(stores.get(space));
  }

  @Override
  public Optional<Bytes> get(Space space, Bytes key) {
    return reading(
        space,
        () ->
            Optional.ofNullable(store(stores, space).get(transaction, iterable(key)))
                .map(XodusSnapshot::bytes));
  }

  @Override
  public Optional<KvEntry> firstAtOrAfter(Space space, Bytes key) {
    return reading(
        space,
        () -> {
          try (Cursor cursor = store(stores, space).openCursor(transaction)) {
            return seek(cursor, key) ? Optional.of(at(cursor)) : Optional.empty();
          }
        });
  }

  @Override
  public Iterator<KvEntry> from(Space space, Bytes key) {
    return reading(space, () -> new Walk(space, store(stores, space).openCursor(transaction), key));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        transaction.abort();
      } finally {
        onClose.run();
      }
    }
  }

  private static <T> T reading(Space space, Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException unreadable) {
      throw new StoreException(
          Problem.IO, "store " + space.storeName() + " cannot be read", unreadable);
    }
  }

  private static boolean seek(Cursor cursor, Bytes key) {
    @Nullable ByteIterable value = cursor.getSearchKeyRange(iterable(key));
    return value != null;
  }

  private static KvEntry at(Cursor cursor) {
    return new KvEntry(bytes(cursor.getKey()), bytes(cursor.getValue()));
  }

  private static ByteIterable iterable(Bytes bytes) {
    return new ArrayByteIterable(bytes.shared());
  }

  /** The array that Xodus shows may be longer than the content, and may be its page. */
  private static Bytes bytes(ByteIterable iterable) {
    return Bytes.wrap(Arrays.copyOf(iterable.getBytesUnsafe(), iterable.getLength()));
  }

  /** One entry ahead of its reader. The cursor's only resource is the transaction. */
  private static final class Walk implements Iterator<KvEntry> {
    private final Space space;
    private final Cursor cursor;
    private @Nullable KvEntry next;

    Walk(Space space, Cursor cursor, Bytes from) {
      this.space = space;
      this.cursor = cursor;
      next = seek(cursor, from) ? at(cursor) : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public KvEntry next() {
      KvEntry entry = next;
      if (entry == null) {
        throw new NoSuchElementException();
      }
      next =
          reading(space, () -> Optional.ofNullable(cursor.getNext() ? at(cursor) : null))
              .orElse(null);
      return entry;
    }
  }
}
