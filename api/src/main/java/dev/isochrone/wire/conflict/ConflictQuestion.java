package dev.isochrone.wire.conflict;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.table.TableName;

/** One record is asked for, by its {@link Conflict#id}. */
public record ConflictQuestion(RequestHeader header, TableName table, Bytes id) {}
