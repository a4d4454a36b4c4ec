package dev.isochrone.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.model.request.WriteAnswer;

/**
 * What one user does, wherever its requests are served: its reads see at least what it has written
 * and read before. They go to a replica near the client that has all that, and else to the row's
 * home; a row that every region writes is waited for within the request's time.
 *
 * <p>What a session has seen is a {@link #token}, which another process or another region can go on
 * with:
 *
 * <pre>{@code
 * Session here = client.session();
 * here.table("cities").put("FR/2996944", lyon);
 * String token = here.token(); // Into the user's cookie, say.
 *
 * Session there = clientInAsia.session(token);
 * there.table("cities").get("FR/2996944"); // Lyon, or newer.
 * }</pre>
 *
 * <p>Any thread. Requests that run at once see what was answered before they began.
 */
public final class Session {
  private final IsochroneClient client;

  @GuardedBy("this") private SessionToken seen;

  Session(IsochroneClient client, SessionToken seen) {
    this.client = client;
    this.seen = seen;
  }

  /**
   * A table, whose reads are this session's if they say nothing else.
   *
   * @throws RefusedException {@code NO_SUCH_TABLE}
   */
  public Table table(String name) throws RefusedException {
    return client.table(name).in(this);
  }

  /** What it has seen so far, as text without spaces. */
  public String token() {
    return seen().text();
  }

  /** Counts a version as seen that came by another way, such as a scan. */
  public synchronized void saw(Version version) {
    seen = seen.with(version);
  }

  synchronized SessionToken seen() {
    return seen;
  }

  WriteAnswer wrote(WriteAnswer answer) {
    saw(answer.header());
    return answer;
  }

  ReadAnswer read(ReadAnswer answer) {
    saw(answer.header());
    answer.siblings().forEach(sibling -> saw(sibling.version()));
    return answer;
  }

  private void saw(AnswerHeader header) {
    header.version().ifPresent(this::saw);
  }
}
