package dev.isochrone.model.refusal;

import static dev.isochrone.model.refusal.RefusalKind.ELSEWHERE;
import static dev.isochrone.model.refusal.RefusalKind.LATER;
import static dev.isochrone.model.refusal.RefusalKind.NEVER;
import static dev.isochrone.model.refusal.RefusalKind.READ_AGAIN;
import static dev.isochrone.model.refusal.RefusalKind.UNKNOWN;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every way in which a request is not carried out. The numbers are those of {@code
 * isochrone.v1.RefusalCode} and are never reused; {@code docs/errors.md} is generated from this
 * list.
 */
public enum RefusalCode {
  NOT_LEADER(
      100, ELSEWHERE, "This node does not lead the partition.", "Ask the endpoint that it names."),
  NOT_HOME(
      101,
      ELSEWHERE,
      "The row's home is another region, and the request was not to be forwarded.",
      "Ask the region that it names."),
  RULE_CHANGED(
      102,
      ELSEWHERE,
      "The row's home was found by another version of the table's rule, or another home epoch, than the one in force.",
      "Fetch the directory again and send the request anew."),
  CORRUPT(
      103,
      ELSEWHERE,
      "This replica's bytes fail their checksum.",
      "Ask another replica, and rebuild this one."),
  NOT_TRUSTED(
      104,
      ELSEWHERE,
      "The two sides do not trust each other's certificates, or only one of them speaks TLS.",
      "Mend what the message names; docs/tls.md says what is checked."),
  NOT_CAUGHT_UP(
      105,
      ELSEWHERE,
      "The copy here is older than the reader asks for, or lacks what its session has seen.",
      "Ask the home that it names; or read with consistency eventual, which says how old it is."),

  NO_LEADER(
      200,
      LATER,
      "The partition has no leader that this node knows of.",
      "Try again; an election takes one to two seconds."),
  OVERLOADED(
      201, LATER, "Queues are full; nothing was proposed.", "Try again later, and with less."),
  CLOCK_STALLED(
      202,
      LATER,
      "The node's clock is too far ahead of its wall, or its bound on disk could not be moved.",
      "Try again; check the node's time service and its disk."),
  NOT_READY(203, LATER, "The server is starting or stopping.", "Try again."),
  NOT_CONFIRMED(
      204,
      LATER,
      "The leader could not get a majority to confirm that it still leads.",
      "Try again; check the zones of the home region."),
  HOME_UNREACHABLE(
      205,
      LATER,
      "No server of the home region could be reached; the request never left.",
      "Try again, or read with consistency eventual."),
  WROTE_TOO_LATE(
      206, LATER, "A leader change got between the write and the log.", "Send the request anew."),
  DEADLINE_PASSED(
      207,
      LATER,
      "The request's time was over before it was proposed.",
      "Give it more time, or send less at once."),
  DISK_FULL(
      208,
      LATER,
      "The disk is too full for more writes; reads go on.",
      "Make room on the disk; writes go on by themselves."),
  CLOCK_BEHIND(
      209,
      LATER,
      "The causal context is of a time that this region's clock has not reached.",
      "Try again after the time that it says; check the time services of the regions if that is long."),
  STALE(
      210,
      LATER,
      "The copy here is older than the reader asks for, or lacks what its session has seen, and no region has more.",
      "Try again; or read with consistency eventual, which says how old it is. `isochrone status` shows the links that lag."),

  CONDITION_FAILED(
      300,
      READ_AGAIN,
      "The row is not the expected version, or exists, or does not.",
      "Read the row and decide again."),
  UNREAD(
      301,
      READ_AGAIN,
      "The row has versions that the writer has not seen, or has too many of this region.",
      "Read the row, settle its versions, and write with the context that came with them."),

  INVALID_REQUEST(
      400, NEVER, "The request is malformed.", "Mend the field that the message names."),
  INVALID_KEY(
      401,
      NEVER,
      "The key does not fit the table.",
      "Give the components that the table asks for."),
  INVALID_DOCUMENT(
      402, NEVER, "The document does not fit the table.", "Give the columns their declared types."),
  NO_SUCH_TABLE(
      403,
      NEVER,
      "There is no such table.",
      "Check the name; describe the cluster to see all tables."),
  NO_HOME(
      404,
      NEVER,
      "The table's rule gives no home to this key.",
      "Use a value that the rule maps, or extend the rule."),
  TOO_LARGE(
      405,
      NEVER,
      "Key, document or request is larger than the limit.",
      "Split it; the limit is in the message."),
  NOT_SUPPORTED(
      406,
      NEVER,
      "What was asked for is defined, and this release does not do it.",
      "Use what the message offers instead."),
  WRONG_CLUSTER(
      407,
      NEVER,
      "The peer belongs to another cluster, or is not the one it was taken for.",
      "Check addresses and cluster ids on both sides."),
  NEWER_FORMAT(
      408,
      NEVER,
      "The request uses a form that is newer than this release.",
      "Upgrade the server."),
  SESSION_EXPIRED(
      409,
      NEVER,
      "The session ended, or is too old to be begun in this partition.",
      "Open a new session; a write that may have been done in the old one must be looked up."),
  ANSWER_FORGOTTEN(
      410,
      NEVER,
      "The session said that this sequence was answered, and the answer is forgotten.",
      "Look the row up."),
  SEQUENCE_REUSED(
      411,
      NEVER,
      "The session has used this sequence for another request.",
      "Give each request of a session a sequence of its own."),
  NO_SINGLE_HOME(
      412,
      NEVER,
      "The rows of this table are written in every region, so no region can answer for all of them.",
      "Read with consistency region-strong, which is one region's truth, or eventual."),
  NOT_RESIDENT(
      413,
      NEVER,
      "The rows are bound to a residency domain that the region is no part of.",
      "Ask a region of the domain; a strong read is forwarded there."),

  OUTCOME_UNKNOWN(
      500,
      UNKNOWN,
      "The write was sent and its fate is not known.",
      "Read the row to see; only a request with a session may be repeated.");

  private final int number;
  private final RefusalKind kind;
  private final String meaning;
  private final String nextStep;

  RefusalCode(int number, RefusalKind kind, String meaning, String nextStep) {
    this.number = number;
    this.kind = kind;
    this.meaning = meaning;
    this.nextStep = nextStep;
  }

  /** The number on the wire, in the hundred of its kind. */
  public int number() {
    return number;
  }

  /** What the caller can do about it. */
  public RefusalKind kind() {
    return kind;
  }

  /** What is the case, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What to do about it, in one sentence. */
  public String nextStep() {
    return nextStep;
  }

  /** The code with this number; empty for a number that a newer release gave. */
  public static Optional<RefusalCode> numbered(int number) {
    return Arrays.stream(values()).filter(code -> code.number == number).findAny();
  }
}
