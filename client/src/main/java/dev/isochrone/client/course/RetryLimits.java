package dev.isochrone.client.course;

import java.time.Duration;

/**
 * How persistent a request is within its time.
 *
 * @param redirectsMax servers that may send it on, one after the other, before it pauses: two who
 *     each believe the other to lead are in an election
 * @param pausesMax how often it pauses; with {@code redirectsMax} and the replicas of a partition
 *     it bounds the attempts
 * @param pauseFirst the first pause; each further one is twice as long
 * @param pauseMax the longest pause, if no server asks for more
 */
record RetryLimits(int redirectsMax, int pausesMax, Duration pauseFirst, Duration pauseMax) {
  /** An election takes one to two seconds: some six pauses. The others are for the default 10 s. */
  static final RetryLimits DEFAULT =
      new RetryLimits(3, 20, Duration.ofMillis(25), Duration.ofSeconds(1));

  /** The pause after {@code before} others. */
  Duration pause(int before) {
    Duration doubled = pauseFirst.multipliedBy(1L << Math.min(before, 20));
    return doubled.compareTo(pauseMax) < 0 ? doubled : pauseMax;
  }
}
