package dev.isochrone.cli.transfer.format;

/** What stands in one field of a line of TSV or CSV. */
sealed interface Cell {
  /** Nothing at all; what that means is for the reader to say. */
  enum Empty implements Cell {
    EMPTY
  }

  /** The word for null. */
  enum Null implements Cell {
    NULL
  }

  /** Text, perhaps none: that is written unlike a field that is empty. */
  record Text(String text) implements Cell {}
}
