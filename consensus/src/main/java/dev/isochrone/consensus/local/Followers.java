package dev.isochrone.consensus.local;

import dev.isochrone.consensus.MemberId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a leader knows of the members in its term, itself included. Pure bookkeeping. */
final class Followers {
  private static final class View {
    private long next;
    private long match = -1;
    private long heardMillis;
  }

  private final Map<MemberId, View> views = new TreeMap<>();

  Followers(Collection<MemberId> members, long next, long nowMillis) {
    for (MemberId member : members) {
      View view = new View();
      view.next = next;
      view.heardMillis = nowMillis;
      views.put(member, view);
    }
  }

  /** The index to send next. */
  long next(MemberId member) {
    return view(member).next;
  }

  /** Up to where the member's log is known to be synced and equal to the leader's. */
  long match(MemberId member) {
    return view(member).match;
  }

  void heard(MemberId member, long nowMillis) {
    view(member).heardMillis = nowMillis;
  }

  void fits(MemberId member, long index) {
    View view = view(member);
    view.match = Math.max(view.match, index);
    view.next = Math.max(view.next, view.match + 1);
  }

  void doesNotFit(MemberId member, long tryAfter) {
    View view = view(member);
    view.next = Math.max(view.match + 1, Math.min(view.next - 1, tryAfter + 1));
  }

  /** The greatest index that a majority has. */
  long majorityMatch() {
    long[] matches = views.values().stream().mapToLong(view -> view.match).sorted().toArray();
    return matches[(matches.length - 1) / 2];
  }

  /** Up to where each other member has the log, of those heard of at or after the time. */
  SortedMap<MemberId, Long> matchesHeardSince(long millis, MemberId self) {
    SortedMap<MemberId, Long> matches = new TreeMap<>();
    views.forEach(
        (member, view) -> {
          if (!member.equals(self) && view.heardMillis >= millis) {
            matches.put(member, view.match);
          }
        });
    return matches;
  }

  /** The others, and how long ago they were heard of. */
  SortedMap<MemberId, Duration> awaySince(long millis, MemberId self, long now) {
    SortedMap<MemberId, Duration> away = new TreeMap<>();
    views.forEach(
        (member, view) -> {
          if (!member.equals(self) && view.heardMillis < millis) {
            away.put(member, Duration.ofMillis(now - view.heardMillis));
          }
        });
    return away;
  }

  /** Whether a majority was heard of at or after the time. */
  boolean majorityHeardSince(long millis) {
    long count = views.values().stream().filter(view -> view.heardMillis >= millis).count();
    return count > views.size() / 2;
  }

  private View view(MemberId member) {
    View view = views.get(member);
    if (view == null) {
      throw new IllegalArgumentException("no member: " + member);
    }
    return view;
  }
}
