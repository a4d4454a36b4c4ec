package dev.isochrone.consensus.local;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a member in the protocol: elections, append, commit. After Ongaro's dissertation
 * (2014), chapters 3 and 6.2 (a leader that hears no majority steps down); votes without a round
 * before them, members fixed.
 *
 * <p>Confined to the world's thread. What it decides about the state is told to {@link Above}.
 */
final class TwinRaft {
  /** What stands on the log. */
  interface Above {
    /** {@link #appliable} has grown. */
    void advanced();

    /** This member leads the term no longer. */
    void lost(long term);

    /** The leader has purged what this member needs. */
    void behind(MemberId leader);
  }

  private enum Role {
    FOLLOWER,
    CANDIDATE,
    LEADER
  }

  private static final int ENTRIES_PER_MESSAGE_MAX = 16;

  private final MemberId self;
  private final List<MemberId> members;
  private final GroupConfig config;
  private final MemberLog log;
  private final TwinNetwork network;
  private final BiConsumer<MemberId, Message> post;
  private final Above above;

  private Role role = Role.FOLLOWER;
  private Optional<MemberId> leader = Optional.empty();
  private final Set<MemberId> votes = new TreeSet<>();
  private @Nullable Followers followers; // while it leads
  private long committed;
  private long elections; // counts resets of the election timer: an older timer does nothing
  private boolean stopped;

  TwinRaft(
      MemberId self,
      List<MemberId> members,
      GroupConfig config,
      MemberLog log,
      TwinNetwork network,
      BiConsumer<MemberId, Message> post,
      Above above) {
    this.self = self;
    this.members = members;
    this.config = config;
    this.log = log;
    this.network = network;
    this.post = post;
    this.above = above;
  }

  /**
   * @param known up to where the log is known to be committed, since the state has it
   */
  void start(long known) {
    committed = known;
    expectALeader();
  }

  /** From here on this life neither says nor hears anything. */
  void stop() {
    stopped = true;
  }

  long term() {
    return log.term();
  }

  boolean leads() {
    return role == Role.LEADER && !stopped;
  }

  Optional<MemberId> leader() {
    return leader;
  }

  long committed() {
    return committed;
  }

  /** What this member knows of the others. */
  Standing.Role standing() {
    if (leads()) {
      long since = network.agenda().millis() - 2 * config.electionTimeoutMax().toMillis();
      return new Standing.Leads(
          leading().matchesHeardSince(since, self),
          leading().awaySince(since, self, network.agenda().millis()));
    }
    return role == Role.FOLLOWER && leader.isPresent()
        ? new Standing.Follows(committed)
        : new Standing.Apart();
  }

  /** Up to here entries may be applied: committed, and synced here. */
  long appliable() {
    return Math.min(committed, log.syncedIndex());
  }

  // The leader.

  /** Appends, on the leader, and sends. */
  LogPosition append(byte[] entry) {
    LogPosition position = new LogPosition(log.term(), log.last().index() + 1);
    appendOwn(Entry.of(position, entry));
    return position;
  }

  private void appendOwn(Entry entry) {
    log.append(entry);
    later(network.syncMillis(), () -> syncedOwn(entry.position()));
    others().forEach(this::sendEntries);
  }

  private void syncedOwn(LogPosition position) {
    log.sync(position);
    if (leads() && followers != null) {
      followers.fits(self, log.syncedIndex());
      commit();
    }
    above.advanced();
  }

  private void sendEntries(MemberId to) {
    Followers known = leading();
    long next = known.next(to);
    Optional<LogPosition> previous = log.at(next - 1);
    if (previous.isEmpty()) {
      post.accept(to, new Message.Behind(log.term()));
      return;
    }
    List<Entry> entries =
        next > log.last().index() ? List.of() : log.entries(next, ENTRIES_PER_MESSAGE_MAX);
    post.accept(to, new Message.Append(log.term(), previous.get(), entries, committed));
  }

  /** Only an entry of the own term is committed by counting; it commits those before it. */
  private void commit() {
    long majority = leading().majorityMatch();
    if (majority > committed
        && log.at(majority).filter(at -> at.term() == log.term()).isPresent()) {
      committed = majority;
      above.advanced();
      if (leads()) {
        others().forEach(this::sendEntries);
      }
    }
  }

  private void heartbeat(long ofTerm) {
    if (!leads() || log.term() != ofTerm) {
      return;
    }
    long now = network.agenda().millis();
    leading().heard(self, now);
    if (!leading().majorityHeardSince(now - 2 * config.electionTimeoutMax().toMillis())) {
      follow(log.term());
      return;
    }
    others().forEach(this::sendEntries);
    later(heartbeatMillis(), () -> heartbeat(ofTerm));
  }

  /** Five chances in the shortest election timeout. */
  private long heartbeatMillis() {
    return Math.max(1, config.electionTimeoutMin().toMillis() / 5);
  }

  /** Whether the member has the whole log, and may be asked to stand. */
  boolean hasAll(MemberId member) {
    return leading().match(member) == log.last().index();
  }

  void askToStand(MemberId member) {
    post.accept(member, new Message.StandNow(log.term()));
  }

  private Followers leading() {
    if (followers == null) {
      throw new IllegalStateException(self + " does not lead");
    }
    return followers;
  }

  // Elections.

  private void expectALeader() {
    long mine = ++elections;
    long wait =
        network.between(
            config.electionTimeoutMin().toMillis(), config.electionTimeoutMax().toMillis());
    later(
        wait,
        () -> {
          if (mine == elections && !leads()) {
            stand();
          }
        });
  }

  private void stand() {
    log.enter(log.term() + 1);
    log.vote(self);
    role = Role.CANDIDATE;
    leader = Optional.empty();
    votes.clear();
    votes.add(self);
    network.note(self + " stands in term " + log.term());
    expectALeader();
    others().forEach(m -> post.accept(m, new Message.VoteRequest(log.term(), log.last())));
    count();
  }

  private void count() {
    if (role == Role.CANDIDATE && votes.size() > members.size() / 2) {
      role = Role.LEADER;
      leader = Optional.of(self);
      network.note(self + " leads term " + log.term());
      followers = new Followers(members, log.last().index() + 1, network.agenda().millis());
      long term = log.term();
      appendOwn(Entry.first(new LogPosition(term, log.last().index() + 1)));
      later(heartbeatMillis(), () -> heartbeat(term));
    }
  }

  /** Back to following, in the own term or a greater one. */
  private void follow(long term) {
    long before = log.term();
    boolean led = role == Role.LEADER;
    if (term > before) {
      log.enter(term);
      leader = Optional.empty();
    }
    role = Role.FOLLOWER;
    followers = null;
    if (led) {
      leader = Optional.empty();
      network.note(self + " leads term " + before + " no longer");
      expectALeader();
      above.lost(before);
    }
  }

  // Messages.

  void receive(MemberId from, Message message) {
    if (stopped) {
      return;
    }
    if (message.term() > log.term()) {
      follow(message.term());
    }
    if (message instanceof Message.VoteRequest request) {
      onVoteRequest(from, request);
    } else if (message instanceof Message.VoteReply reply) {
      onVoteReply(from, reply);
    } else if (message instanceof Message.Append append) {
      onAppend(from, append);
    } else if (message instanceof Message.AppendReply reply) {
      onAppendReply(from, reply);
    } else if (message instanceof Message.Behind behind) {
      onBehind(from, behind);
    } else if (message instanceof Message.StandNow now) {
      if (now.term() == log.term() && !leads()) {
        stand();
      }
    } else {
      throw new AssertionError(message);
    }
  }

  private void onVoteRequest(MemberId from, Message.VoteRequest request) {
    LogPosition own = log.last();
    LogPosition its = request.last();
    boolean upToDate =
        its.term() > own.term() || (its.term() == own.term() && its.index() >= own.index());
    boolean granted = request.term() == log.term() && upToDate && log.vote(from);
    if (granted) {
      expectALeader();
    }
    post.accept(from, new Message.VoteReply(log.term(), granted));
  }

  private void onVoteReply(MemberId from, Message.VoteReply reply) {
    if (role == Role.CANDIDATE && reply.term() == log.term() && reply.granted()) {
      votes.add(from);
      count();
    }
  }

  private void onAppend(MemberId from, Message.Append append) {
    if (!accept(from, append)) {
      return;
    }
    LogPosition previous = append.previous();
    long last = previous.index() + append.entries().size();
    if (previous.index() > log.base().index()
        && !log.at(previous.index()).equals(Optional.of(previous))) {
      long tryAfter = Math.min(log.last().index(), Math.max(previous.index() - 1, committed));
      post.accept(from, new Message.AppendReply(log.term(), false, tryAfter));
      return;
    }
    append.entries().forEach(this::take);
    LogPosition end = log.at(last).orElse(log.base());
    committed = Math.max(committed, Math.min(append.committed(), last));
    if (end.index() <= log.syncedIndex()) {
      acknowledge(from, append.term(), end);
    } else {
      later(network.syncMillis(), () -> acknowledge(from, append.term(), end));
    }
  }

  /** A message of the term's leader: follow it, and give it time. */
  private boolean accept(MemberId from, Message message) {
    if (message.term() < log.term()) {
      post.accept(from, new Message.AppendReply(log.term(), false, -1)); // so that it learns
      return false;
    }
    if (role != Role.FOLLOWER) {
      follow(message.term());
    }
    leader = Optional.of(from);
    expectALeader();
    return true;
  }

  private void take(Entry entry) {
    long index = entry.position().index();
    if (index <= log.base().index()) {
      return;
    }
    Optional<LogPosition> mine = log.at(index);
    if (mine.equals(Optional.of(entry.position()))) {
      return;
    }
    if (mine.isPresent()) {
      if (index <= committed) {
        throw new IllegalStateException(entry + " would replace committed " + mine.get());
      }
      log.truncateFrom(index);
    }
    log.append(entry);
  }

  /** What is acknowledged is synced; a later term has its own leader to tell. */
  private void acknowledge(MemberId to, long term, LogPosition end) {
    log.sync(end);
    if (log.term() == term) {
      post.accept(
          to, new Message.AppendReply(term, true, Math.min(end.index(), log.syncedIndex())));
    }
    above.advanced();
  }

  private void onAppendReply(MemberId from, Message.AppendReply reply) {
    if (!leads() || reply.term() != log.term()) {
      return;
    }
    Followers known = leading();
    known.heard(from, network.agenda().millis());
    if (!reply.fits()) {
      known.doesNotFit(from, reply.index());
      sendEntries(from);
      return;
    }
    known.fits(from, reply.index());
    commit();
    if (leads() && known.next(from) <= log.last().index()) {
      sendEntries(from);
    }
  }

  private void onBehind(MemberId from, Message.Behind behind) {
    if (accept(from, behind)) {
      above.behind(from);
    }
  }

  /** A state up to the position was installed. */
  void installed(LogPosition position) {
    log.startAfter(position);
    committed = Math.max(committed, position.index());
    tellWhatIsCommitted();
  }

  /** What is committed here is in the leader's log too, whatever it believes of this member. */
  void tellWhatIsCommitted() {
    long index = appliable();
    leader.ifPresent(to -> post.accept(to, new Message.AppendReply(log.term(), true, index)));
  }

  /** Gives up leading. */
  void resign() {
    follow(log.term());
  }

  private List<MemberId> others() {
    List<MemberId> others = new ArrayList<>(members);
    others.remove(self);
    return others;
  }

  private void later(long millis, Runnable action) {
    network
        .agenda()
        .after(
            millis,
            () -> {
              if (!stopped) {
                action.run();
              }
            });
  }
}
