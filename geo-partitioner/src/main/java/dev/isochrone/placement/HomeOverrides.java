package dev.isochrone.placement;

import com.google.common.hash.Hashing;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.table.TableSpec;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Homes that are not where the table's rule says: of single partition keys, and of home values,
 * such as all rows of one country. A key stands here as its token, a keyed hash, so that a
 * directory that is copied to a region, a disk or a log carries no keys. Whoever holds the secret
 * can test a guess, and nobody can read one out.
 *
 * @param secret of the tokens, the same as long as the cluster lives; {@link #SECRET_BYTES_MIN} or
 *     more, or empty where nothing has moved
 * @param byTable each table's moved homes by their token
 */
public record HomeOverrides(Bytes secret, SortedMap<Integer, SortedMap<Bytes, MovedHome>> byTable) {
  /** Nothing has moved. */
  public static final HomeOverrides NONE =
      new HomeOverrides(Bytes.EMPTY, Collections.emptySortedMap());

  public static final int SECRET_BYTES_MIN = 16;
  public static final int TOKEN_BYTES = 16;

  private static final int OF_PARTITION_KEY = 1;
  private static final int OF_HOME_VALUE = 2;

  /**
   * A home that was moved.
   *
   * @param epoch at least 2: it was somewhere else before
   */
  public record MovedHome(Region home, int epoch) {
    public MovedHome {
      if (epoch <= Homes.FIRST_EPOCH) {
        throw new IllegalArgumentException("home epoch " + epoch + " of a home that was moved");
      }
    }
  }

  public HomeOverrides {
    SortedMap<Integer, SortedMap<Bytes, MovedHome>> copy = new TreeMap<>();
    byTable.forEach(
        (table, moved) -> {
          if (!moved.isEmpty()) {
            copy.put(table, Collections.unmodifiableSortedMap(new TreeMap<>(moved)));
          }
        });
    byTable = Collections.unmodifiableSortedMap(copy);
    if (secret.length() < SECRET_BYTES_MIN && !(secret.isEmpty() && byTable.isEmpty())) {
      throw new IllegalArgumentException(
          "a secret of " + secret.length() + " bytes, not " + SECRET_BYTES_MIN + " or more");
    }
    for (SortedMap<Bytes, MovedHome> moved : byTable.values()) {
      for (Bytes token : moved.keySet()) {
        if (token.length() != TOKEN_BYTES) {
          throw new IllegalArgumentException(
              "a token of " + token.length() + " bytes, not " + TOKEN_BYTES);
        }
      }
    }
  }

  /**
   * Where the rows of this key are now at home, if they were moved: by the key before the value.
   */
  public Optional<MovedHome> find(TableSpec table, Key key) {
    Map<Bytes, MovedHome> moved = byTable.get(table.id());
    if (moved == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(moved.get(tokenOfPartitionKey(table, key)))
        .or(() -> tokenOfHomeValue(table, key).map(moved::get));
  }

  /** The same, with the home of one partition key moved. */
  public HomeOverrides withPartitionKey(TableSpec table, Key key, MovedHome to) {
    return with(table, tokenOfPartitionKey(table, key), to);
  }

  /**
   * The same, with the home of all rows moved that share this key's home value.
   *
   * @throws IllegalArgumentException the table's rule does not decide by one value
   */
  public HomeOverrides withHomeValue(TableSpec table, Key key, MovedHome to) {
    Bytes token =
        tokenOfHomeValue(table, key)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        table.name() + " has no rule by one value: no value has a home to move"));
    return with(table, token, to);
  }

  /** How many there are; keys and secret are nobody's business. */
  @Override
  public String toString() {
    return byTable.values().stream().mapToInt(Map::size).sum() + " moved homes";
  }

  private HomeOverrides with(TableSpec table, Bytes token, MovedHome to) {
    SortedMap<Integer, SortedMap<Bytes, MovedHome>> all = new TreeMap<>(byTable);
    SortedMap<Bytes, MovedHome> moved =
        new TreeMap<>(byTable.getOrDefault(table.id(), Collections.emptySortedMap()));
    MovedHome before = moved.put(token, to);
    if (before != null && before.epoch() >= to.epoch()) {
      throw new IllegalArgumentException(
          "home epoch " + to.epoch() + " after " + before.epoch() + " in " + table.name());
    }
    all.put(table.id(), moved);
    return new HomeOverrides(secret, all);
  }

  private Bytes tokenOfPartitionKey(TableSpec table, Key key) {
    return token(table, OF_PARTITION_KEY, key.prefix(table.partitionKeyColumns()));
  }

  private Optional<Bytes> tokenOfHomeValue(TableSpec table, Key key) {
    return Homes.homeValue(table, key).map(value -> token(table, OF_HOME_VALUE, Key.of(value)));
  }

  /** See docs/formats.md, section 18. */
  private Bytes token(TableSpec table, int kind, Key what) {
    byte[] input = new ByteWriter().u32(table.id()).u8(kind).raw(KeyTuple.encode(what)).toArray();
    return Bytes.wrap(Hashing.hmacSha256(secret.shared()).hashBytes(input).asBytes())
        .slice(0, TOKEN_BYTES);
  }
}
