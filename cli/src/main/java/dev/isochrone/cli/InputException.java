package dev.isochrone.cli;

/**
 * What the user gave can't be used; the message says what and what is taken instead. An answer, not
 * a crash: it has no stack trace.
 */
public final class InputException extends Exception {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message, null, false, false);
  }
}
