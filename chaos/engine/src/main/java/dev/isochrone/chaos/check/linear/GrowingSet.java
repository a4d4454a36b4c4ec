package dev.isochrone.chaos.check.linear;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A key with a set of elements, which are numbers, and to which elements are only ever added. */
final class GrowingSet implements Model<BitSet, GrowingSet.Step> {
  /** An operation with its answer. */
  sealed interface Step {}

  /** Adds one. */
  record Add(int element) implements Step {}

  /** Saw exactly these; not to be changed. */
  record See(BitSet elements) implements Step {}

  @Override
  public BitSet initial() {
    return new BitSet();
  }

  @Override
  public @Nullable BitSet after(BitSet state, Step step) {
    if (step instanceof Add add) {
      BitSet more = (BitSet) state.clone();
      more.set(add.element);
      return more;
    }
    if (step instanceof See see) {
      return see.elements.equals(state) ? state : null;
    }
    throw new AssertionError(step);
  }

  @Override
  public boolean onlyLooks(Step step) {
    return step instanceof See;
  }

  /** Additions commute, so an unknown one need not be placed before one who saw it is near. */
  @Override
  public boolean explains(Step change, Step other) {
    return change instanceof Add add && other instanceof See see && see.elements.get(add.element);
  }

  @Override
  public @Nullable BitSet leaves(Step step) {
    return null;
  }

  @Override
  public Step weakened(Step step) {
    return step;
  }
}
