package dev.isochrone.placement;

import dev.isochrone.model.key.Slot;

/** Slots from {@code first} to {@code last}, both included. */
public record SlotRange(int first, int last) {
  /** Every slot. */
  public static final SlotRange ALL = new SlotRange(0, Slot.COUNT - 1);

  public SlotRange {
    if (first < 0 || last < first || last >= Slot.COUNT) {
      throw new IllegalArgumentException("slots " + first + " to " + last);
    }
  }

  /** Whether the slot is one of them. */
  public boolean contains(Slot slot) {
    return slot.number() >= first && slot.number() <= last;
  }

  /** How many they are. */
  public int size() {
    return last - first + 1;
  }
}
