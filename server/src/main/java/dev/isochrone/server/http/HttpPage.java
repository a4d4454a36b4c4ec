package dev.isochrone.server.http;

/** What a page says now. Called on the endpoint's threads; may take a moment, must not wait. */
@FunctionalInterface
public interface HttpPage {
  Content now();

  /**
   * One answer.
   *
   * @param status 200, or 503 for what is not well
   */
  record Content(int status, String type, String text) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    /** A plain line, for what is well. */
    public static Content well(String line) {
      return new Content(200, PLAIN, line + "\n");
    }

    /** A plain line, for what is not well now. */
    public static Content unwell(String line) {
      return new Content(503, PLAIN, line + "\n");
    }
  }
}
