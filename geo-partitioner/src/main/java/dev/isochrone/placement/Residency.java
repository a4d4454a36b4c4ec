package dev.isochrone.placement;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.DomainName;
import java.util.Optional;
import java.util.function.Supplier;

/** Which tables' rows may be in which region. Any thread. */
@FunctionalInterface
public interface Residency {
  /** No table is bound to a domain, and every one is known. */
  Residency ANYWHERE = (tableId, region) -> new Ruling(Verdict.MAY_HOLD, Optional.empty());

  /** Whether a region may hold a table's rows. */
  enum Verdict {
    /** It may. */
    MAY_HOLD,
    /** It must not: the table is bound to a domain of other regions. */
    MUST_NOT_HOLD,
    /** The table was dropped: nobody reads its rows any more, and nobody needs them. */
    DROPPED_TABLE,
    /** Nobody here knows the table yet, so nobody here may say. */
    UNKNOWN_TABLE
  }

  /**
   * What is said of a table and a region.
   *
   * @param domain the one that the table is bound to, if it is bound to any
   */
  record Ruling(Verdict verdict, Optional<DomainName> domain) {
    /** The refusal of a region that must not hold the rows. */
    public Refusal refusal(Region region) {
      return Refusal.of(
          RefusalCode.NOT_RESIDENT,
          "the rows are bound to the residency domain "
              + domain.map(DomainName::toString).orElse("?")
              + ", which "
              + region
              + " is no part of");
    }
  }

  /** What is known of this table and this region. */
  Ruling of(int tableId, Region region);

  /**
   * The same, of the rows that a region sends: it is their home, and there may be fewer copies of
   * them than regions that may have one.
   *
   * @param home the sending region
   */
  static Residency of(Supplier<Directory> directory, Region home) {
    Residency anyHome = of(directory);
    return (tableId, region) -> {
      Ruling ruling = anyHome.of(tableId, region);
      boolean none =
          ruling.verdict() == Verdict.MAY_HOLD
              && directory
                  .get()
                  .table(tableId)
                  .filter(table -> !directory.get().holds(table, home, region))
                  .isPresent();
      return none ? new Ruling(Verdict.MUST_NOT_HOLD, ruling.domain()) : ruling;
    };
  }

  /** As the directory says that is in force when it is asked. */
  static Residency of(Supplier<Directory> directory) {
    return (tableId, region) -> {
      Directory known = directory.get();
      return known
          .table(tableId)
          .map(
              table ->
                  new Ruling(
                      known.mayHold(table, region) ? Verdict.MAY_HOLD : Verdict.MUST_NOT_HOLD,
                      table.placement().residency()))
          .orElseGet(
              () ->
                  new Ruling(
                      known.wasDropped(tableId) ? Verdict.DROPPED_TABLE : Verdict.UNKNOWN_TABLE,
                      Optional.empty()));
    };
  }
}
