package dev.isochrone.consensus;

/**
 * What a member needs from the node that it runs in.
 *
 * @param terms asks the other members for their terms
 * @param transfer fetches a state from another member
 * @param faults told when the member stopped for good
 */
public record Surroundings(PeerTerms terms, StateTransfer transfer, Faults faults) {}
