package dev.isochrone.replication.driver;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Outbox;
import dev.isochrone.replication.PeerAcks;

/**
 * What the links of one partition need from outside.
 *
 * @param residency what may be sent where
 */
public record LinkPorts(
    Outbox outbox,
    PeerAcks acks,
    Residency residency,
    LinkOpener opener,
    Ticker ticker,
    LinkEvents events) {}
