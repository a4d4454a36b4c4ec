package dev.isochrone.model.key;

import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A row's primary key within its table: a tuple of typed components. {@link KeyTuple} knows its
 * bytes, {@link KeyText} its text.
 *
 * @param parts 1 to 16
 */
public record Key(List<KeyPart> parts) {
  public Key {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.size() > TableSpec.KEY_COLUMNS_MAX) {
      throw new IllegalArgumentException(parts.size() + " key components");
    }
  }

  public static Key of(KeyPart... parts) {
    return new Key(List.of(parts));
  }

  /** The first {@code n} components. */
  public Key prefix(int n) {
    return new Key(parts.subList(0, n));
  }

  /** The same key with another component in this place, from 0. */
  public Key with(int place, KeyPart part) {
    List<KeyPart> changed = new ArrayList<>(parts);
    changed.set(place, part);
    return new Key(changed);
  }

  /** The number of components alone: keys are users' data, and this text may reach a log. */
  @Override
  public String toString() {
    return "key of " + parts.size();
  }
}
