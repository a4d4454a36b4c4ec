package dev.isochrone.zone.session;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.SessionStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one partition, and what their writes were answered. Confined to the apply thread;
 * a function of the entries applied, so equal on every replica.
 *
 * <p>Why nothing applies twice. A sequence is carried out only if it has no answer here, is not
 * below the floor, and its session is known or may begin. An answer is dropped only when the floor
 * is raised above it, or with its session. A session ends only when the log's time is more than
 * {@link Bounds#idleMax} past its opening, and from then on no session of that opening may begin:
 * log time only grows. So a session's time is never renewed.
 */
public final class Sessions {
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  /** By last use, then by id: the same order on a replica that restarted. */
  private static final Comparator<SessionRecord> BY_USE =
      Comparator.comparing(SessionRecord::lastUse).thenComparing(SessionRecord::id);

  /**
   * What one partition remembers at most. The same on every replica: apply depends on it.
   *
   * @param sessionsMax past it no further one begins
   * @param answersPerSessionMax past it the lowest answer is forgotten
   * @param answersMax of all sessions together; past it nothing fresh is carried out in a session
   * @param idleMax a session that is idle for longer ends; one that was opened longer ago can't
   *     begin. It may lie as far ahead of the log, for the clocks of nodes differ
   * @param endedPerEntryMax how many idle sessions one entry ends
   */
  public record Bounds(
      int sessionsMax,
      int answersPerSessionMax,
      int answersMax,
      Duration idleMax,
      int endedPerEntryMax) {
    public static final Bounds DEFAULT =
        new Bounds(65_536, 4_096, 1 << 20, Duration.ofMinutes(10), 256);

    public Bounds {
      if (sessionsMax < 1
          || answersPerSessionMax < 1
          || answersMax < answersPerSessionMax
          || idleMax.toMillis() < 1
          || endedPerEntryMax < 1) {
        throw new IllegalArgumentException(
            "sessions %d, answers %d each and %d in all, idle for %s, ended per entry %d"
                .formatted(
                    sessionsMax, answersPerSessionMax, answersMax, idleMax, endedPerEntryMax));
      }
    }
  }

  /** A session that lives. */
  private static final class Session {
    final long id;
    final HlcTimestamp opened;
    final TreeMap<Long, Answer> answers;
    HlcTimestamp lastUse;
    long floor;
    boolean changed; // Since it was drawn last.

    Session(SessionRecord from) {
      id = from.id();
      opened = from.opened();
      answers = new TreeMap<>(from.answers());
      lastUse = from.lastUse();
      floor = from.floor();
    }

    SessionRecord record() {
      return new SessionRecord(id, opened, lastUse, floor, answers);
    }
  }

  private final Bounds bounds;
  private final long idleMillisMax;

  /** In the order of {@link #BY_USE}, but for those in {@link #used}, which are put right last. */
  private final Map<Long, Session> live = new LinkedHashMap<>();

  private final List<Session> used = new ArrayList<>(); // By the entry that is being applied.
  private final Set<Long> changed = new HashSet<>(); // Or ended, since the last draw.
  private int answers;

  /** Goes on from what was kept. */
  public Sessions(Bounds bounds, Collection<SessionRecord> kept) {
    this.bounds = bounds;
    this.idleMillisMax = bounds.idleMax().toMillis();
    List<SessionRecord> inOrder = new ArrayList<>(kept);
    inOrder.sort(BY_USE);
    for (SessionRecord session : inOrder) {
      live.put(session.id(), new Session(session));
      answers += session.answers().size();
    }
  }

  /**
   * What is to be done with a write in a session. The session is used by that, whatever the
   * verdict, unless it is not known and can't begin.
   *
   * @param fingerprint of what is to be written
   * @param at the time of the write's entry; not before that of the last one
   */
  public Verdict judge(SessionStep step, long fingerprint, HlcTimestamp at) {
    Session session = known(step.session(), at);
    if (session == null) {
      Refusal refusal = unfit(step, at);
      if (refusal != null) {
        return new Verdict.Refused(refusal);
      }
      session = begin(step, at);
    } else if (!session.opened.equals(step.opened())) {
      return refused(RefusalCode.INVALID_REQUEST, "the session was opened at another time");
    }
    use(session, at);
    raise(session, step.lowestUnanswered());
    if (step.sequence() < session.floor) {
      return refused(
          RefusalCode.ANSWER_FORGOTTEN,
          "sequence " + step.sequence() + " is below " + session.floor + ", the lowest kept");
    }
    Answer given = session.answers.get(step.sequence());
    if (given != null) {
      return given.fingerprint() == fingerprint
          ? new Verdict.Answered(given)
          : refused(
              RefusalCode.SEQUENCE_REUSED,
              "sequence " + step.sequence() + " was another request's");
    }
    return answers < bounds.answersMax()
        ? Verdict.Fresh.FRESH
        : new Verdict.Refused(overloaded("answers"));
  }

  /** Remembers what a fresh write came to, in the same entry in which it was judged. */
  public void answered(SessionStep step, Answer answer) {
    Session session = live.get(step.session());
    if (session == null || session.answers.put(step.sequence(), answer) != null) {
      throw new IllegalStateException("answered, and not fresh");
    }
    answers++;
    if (session.answers.size() > bounds.answersPerSessionMax()) {
      raise(session, session.answers.firstKey() + 1);
    }
  }

  /** Ends an entry of this time, and sessions that are idle by it. */
  public void endEntry(HlcTimestamp at) {
    used.sort(Comparator.comparingLong(session -> session.id));
    for (Session session : used) {
      live.remove(session.id);
      live.put(session.id, session);
    }
    used.clear();
    Iterator<Session> idlest = live.values().iterator();
    for (int i = 0; i < bounds.endedPerEntryMax() && idlest.hasNext(); i++) {
      Session session = idlest.next();
      if (!isOver(session, at)) {
        return;
      }
      idlest.remove();
      ended(session);
    }
  }

  /** What changed since the last draw; between entries. */
  public SessionChanges draw() {
    if (changed.isEmpty()) {
      return SessionChanges.NONE;
    }
    List<SessionRecord> records = new ArrayList<>();
    List<Long> ended = new ArrayList<>();
    for (Long id : changed) {
      Session session = live.get(id);
      if (session == null) {
        ended.add(id);
      } else {
        session.changed = false;
        records.add(session.record());
      }
    }
    changed.clear();
    return new SessionChanges(records, ended);
  }

  /** How many sessions live. */
  public int size() {
    return live.size();
  }

  private @Nullable Session known(long id, HlcTimestamp at) {
    Session session = live.get(id);
    if (session != null && isOver(session, at)) {
      live.remove(id);
      ended(session);
      return null;
    }
    return session;
  }

  /** A session opened by a clock ahead of the log's is not idle before the log gets there. */
  private boolean isOver(Session session, HlcTimestamp at) {
    long since = Math.max(session.lastUse.millis(), session.opened.millis());
    return at.millis() - since > idleMillisMax;
  }

  private @Nullable Refusal unfit(SessionStep step, HlcTimestamp at) {
    long age = at.millis() - step.opened().millis();
    if (age > idleMillisMax) {
      return Refusal.of(
          RefusalCode.SESSION_EXPIRED,
          "the session is not known here, and was opened more than "
              + bounds.idleMax().toSeconds()
              + " seconds ago");
    }
    if (age < -idleMillisMax) {
      return Refusal.of(RefusalCode.INVALID_REQUEST, "the session's time is yet to come");
    }
    return live.size() < bounds.sessionsMax() ? null : overloaded("sessions");
  }

  private Session begin(SessionStep step, HlcTimestamp at) {
    Session session =
        new Session(
            new SessionRecord(step.session(), step.opened(), HlcTimestamp.MIN, 1, new TreeMap<>()));
    live.put(session.id, session);
    use(session, at);
    return session;
  }

  private void use(Session session, HlcTimestamp at) {
    if (!session.lastUse.equals(at)) {
      session.lastUse = at;
      used.add(session);
    }
    if (!session.changed) {
      session.changed = true;
      changed.add(session.id);
    }
  }

  private void raise(Session session, long floor) {
    session.floor = Math.max(session.floor, floor);
    while (!session.answers.isEmpty() && session.answers.firstKey() < session.floor) {
      session.answers.pollFirstEntry();
      answers--;
    }
  }

  /** Tells of a session that has left {@link #live}. */
  private void ended(Session session) {
    answers -= session.answers.size();
    changed.add(session.id);
  }

  private static Verdict refused(RefusalCode code, String message) {
    return new Verdict.Refused(Refusal.of(code, message));
  }

  private static Refusal overloaded(String what) {
    return Refusal.later(
        RefusalCode.OVERLOADED, "the partition remembers no more " + what, RETRY_AFTER);
  }
}
