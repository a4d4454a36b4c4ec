package dev.isochrone.placement;

import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;

/** Where one row lives: its home, its slot, and the key under which every region stores it. */
public record RowPlace(Home home, Slot slot, StoredKey key) {}
