package dev.isochrone.model.request;

import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.table.TableSpec;

/** A key as a caller gives it: typed, or as text that the table types. */
public sealed interface KeyForm {
  /** A key that the caller typed. */
  record Typed(Key key) implements KeyForm {}

  /** {@code FR/2996944}. */
  record Text(String text) implements KeyForm {
    /** Nothing of the key: keys are users' data, and this text may reach a log. */
    @Override
    public String toString() {
      return "key as text";
    }
  }

  /**
   * The key, typed by the table; {@code INVALID_KEY} if the text does not fit. Whether a typed key
   * fits is left to placement.
   */
  default Outcome<Key> in(TableSpec table) {
    return this instanceof Text text
        ? KeyText.parse(table, text.text())
        : Outcome.done(((Typed) this).key());
  }
}
