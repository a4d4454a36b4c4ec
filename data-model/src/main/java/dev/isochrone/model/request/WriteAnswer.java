package dev.isochrone.model.request;

/** A write that is durable at its home, and applied. */
public record WriteAnswer(AnswerHeader header) {}
