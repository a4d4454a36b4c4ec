package dev.isochrone.chaos.history;

/**
 * Who did something.
 *
 * @param process does one thing after the other
 * @param session the product's session that it spoke in; empty if in none
 * @param region where it asked; empty if that plays no part
 */
public record Client(int process, String session, String region) {
  public Client {
    if (process < 0) {
      throw new IllegalArgumentException("process " + process);
    }
  }
}
