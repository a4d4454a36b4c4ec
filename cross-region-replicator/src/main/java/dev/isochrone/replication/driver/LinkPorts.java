package dev.isochrone.replication.driver;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.replication.Outbox;
import dev.isochrone.replication.PeerAcks;

/** What the links of one partition need from outside. */
public record LinkPorts(
    Outbox outbox, PeerAcks acks, LinkOpener opener, Ticker ticker, LinkEvents events) {}
