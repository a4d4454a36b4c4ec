package dev.isochrone.model.request;

/**
 * By what a request is known to all who have to do with it. One of many on a stream has its
 * caller's name and a number, which become a text only where somebody reads it.
 *
 * @param name what the caller said, or the caller itself
 * @param number which of the caller's; 0: the name says all
 */
public record RequestId(String name, long number) {
  /** One that is a text. */
  public static RequestId of(String text) {
    return new RequestId(text, 0);
  }

  /** As it is written in logs, answers and refusals. */
  public String text() {
    return number == 0 ? name : name + "-" + Long.toUnsignedString(number);
  }

  @Override
  public String toString() {
    return text();
  }
}
