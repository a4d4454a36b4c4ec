package dev.isochrone.replication;

/**
 * How a stream begins.
 *
 * @param session the sender's number for this opening; it comes back in every answer
 */
public record Hello(LinkSource from, Peer to, long session) {}
