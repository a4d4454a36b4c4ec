package dev.isochrone.client;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.RequestWire;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What is asked about one row, by whatever server.
 *
 * @param method the call that asks it
 * @param message the call's request, under a header and with the typed key
 * @param value what the call's answer says
 * @param headerOf what the answer says about itself
 */
record Question<Q, A, V>(
    TableName table,
    KeyForm key,
    Aim aim,
    MethodDescriptor<Q, A> method,
    BiFunction<RequestHeader, KeyForm, Outcome<Q>> message,
    Function<A, Outcome<V>> value,
    Function<V, AnswerHeader> headerOf) {

  /** Who can answer, and whether asking has an effect. */
  enum Aim {
    /** The leader; an attempt that is not answered may have happened. */
    WRITE,
    /** The leader; any number of attempts does no harm. */
    READ_AT_HOME,
    /** Any replica. */
    READ_NEAR
  }

  static Question<PutRequest, PutAnswer, WriteAnswer> put(
      TableName table, KeyForm key, Document document, Condition condition) {
    return new Question<>(
        table,
        key,
        Aim.WRITE,
        DataGrpc.getPutMethod(),
        (header, typed) ->
            RequestWire.toPut(
                WriteRequest.of(header, table, typed, Optional.of(document), condition)),
        AnswerWire::fromProto,
        WriteAnswer::header);
  }

  static Question<DeleteRequest, DeleteAnswer, WriteAnswer> delete(
      TableName table, KeyForm key, Condition condition) {
    return new Question<>(
        table,
        key,
        Aim.WRITE,
        DataGrpc.getDeleteMethod(),
        (header, typed) ->
            Outcome.done(
                RequestWire.toDelete(
                    WriteRequest.of(header, table, typed, Optional.empty(), condition))),
        AnswerWire::fromProto,
        WriteAnswer::header);
  }

  static Question<GetRequest, GetAnswer, ReadAnswer> get(
      TableName table, KeyForm key, Consistency consistency) {
    return new Question<>(
        table,
        key,
        consistency == Consistency.EVENTUAL ? Aim.READ_NEAR : Aim.READ_AT_HOME,
        DataGrpc.getGetMethod(),
        (header, typed) ->
            Outcome.done(RequestWire.toGet(new ReadRequest(header, table, typed, consistency))),
        AnswerWire::fromProto,
        ReadAnswer::header);
  }
}
