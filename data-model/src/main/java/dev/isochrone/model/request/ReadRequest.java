package dev.isochrone.model.request;

import dev.isochrone.model.table.TableName;

/** A read of one row. */
public record ReadRequest(
    RequestHeader header, TableName table, KeyForm key, Consistency consistency) {}
