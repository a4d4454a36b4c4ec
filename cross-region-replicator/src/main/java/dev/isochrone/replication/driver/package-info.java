/**
 * The sending links of a leading partition: one thread each, a page of code around {@link
 * dev.isochrone.replication.LinkSender}, and what all of them share.
 */
@NullMarked
package dev.isochrone.replication.driver;

import org.jspecify.annotations.NullMarked;
