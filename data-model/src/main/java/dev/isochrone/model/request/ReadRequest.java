package dev.isochrone.model.request;

import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * A read of one row.
 *
 * @param consistency empty: the strongest that the table's rows have
 * @param stalenessMax how old it may be at most; for {@link Consistency#BOUNDED_STALENESS}, which
 *     must say it, and for no other
 */
public record ReadRequest(
    RequestHeader header,
    TableName table,
    KeyForm key,
    Optional<Consistency> consistency,
    Optional<Duration> stalenessMax) {
  /** The longest bound that can be asked for. */
  public static final Duration STALENESS_MOST = Duration.ofDays(366);

  public ReadRequest {
    boolean bounded = consistency.filter(Consistency.BOUNDED_STALENESS::equals).isPresent();
    if (bounded != stalenessMax.isPresent()) {
      throw new IllegalArgumentException(
          bounded
              ? "bounded-staleness without a greatest age"
              : "a greatest age without bounded-staleness");
    }
    stalenessMax.ifPresent(
        age -> {
          if (age.isNegative() || age.isZero() || age.compareTo(STALENESS_MOST) > 0) {
            throw new IllegalArgumentException("at most " + age + " old");
          }
        });
  }

  /** A read that is not bounded by an age. */
  public ReadRequest(
      RequestHeader header, TableName table, KeyForm key, Optional<Consistency> consistency) {
    this(header, table, key, consistency, Optional.empty());
  }

  /** A read at this consistency. */
  public ReadRequest(RequestHeader header, TableName table, KeyForm key, Consistency consistency) {
    this(header, table, key, Optional.of(consistency));
  }

  /** A read of what is at most this old. */
  public static ReadRequest within(
      Duration staleness, RequestHeader header, TableName table, KeyForm key) {
    return new ReadRequest(
        header, table, key, Optional.of(Consistency.BOUNDED_STALENESS), Optional.of(staleness));
  }

  /** The same of the same row by another name. */
  public ReadRequest of(KeyForm other) {
    return new ReadRequest(header, table, other, consistency, stalenessMax);
  }

  /** The same under another header. */
  public ReadRequest under(RequestHeader other) {
    return new ReadRequest(other, table, key, consistency, stalenessMax);
  }

  /** As asked for, or the strongest that this table's rows have. */
  public Consistency consistencyIn(TableSpec spec) {
    return consistency.orElseGet(() -> Consistency.strongestOf(spec));
  }
}
