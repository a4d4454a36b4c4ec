package dev.isochrone.model.table;

/**
 * In how many regions beside its home a row is kept; the table's residency domain bounds it.
 *
 * @param elsewhere 0 to {@link #MAX}, or that of {@link #ALL}
 */
public record Copies(int elsewhere) {
  /** In every region of the domain; without one, in every region that there is. */
  public static final Copies ALL = new Copies(Integer.MAX_VALUE);

  /** At home alone: a row that is lost there is lost. */
  public static final Copies NONE = new Copies(0);

  /** The greatest number that can be said; {@link #ALL} is no number. */
  public static final int MAX = 255;

  public Copies {
    if (elsewhere < 0 || (elsewhere > MAX && elsewhere != Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          elsewhere + " copies beside the home, not 0 to " + MAX + ", or all");
    }
  }

  /** Whether every region that may have a copy has one. */
  public boolean isAll() {
    return elsewhere == Integer.MAX_VALUE;
  }

  /**
   * Reads {@code all}, {@code none} or a number.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Copies parse(String text) {
    return switch (text) {
      case "all" -> ALL;
      case "none" -> NONE;
      default -> new Copies(number(text));
    };
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(text + " copies: 'all', 'none', or a number up to " + MAX);
    }
    return Integer.parseInt(text);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return isAll() ? "all" : elsewhere == 0 ? "none" : Integer.toString(elsewhere);
  }
}
