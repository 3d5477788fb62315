#include "base/cache_count.h"

namespace triforium {

CacheCount::CacheCount(Metrics& metrics, std::string const& name)
    : hits_(&metrics.counter("triforium_cache_hits_total", "Lookups that a cache answered", {{"cache", name}})),
      misses_(
          &metrics.counter("triforium_cache_misses_total", "Lookups that a cache could not answer", {{"cache", name}})),
      bytes_(&metrics.gauge("triforium_cache_bytes", "What a cache holds", {{"cache", name}})),
      entries_(&metrics.gauge("triforium_cache_entries", "What a cache holds", {{"cache", name}})) {}

void CacheCount::note_lookup(bool is_hit) const {
  if (hits_ != nullptr) (is_hit ? hits_ : misses_)->Increment();
}

void CacheCount::add(double bytes, double entries) const {
  if (bytes_ == nullptr) return;
  if (bytes != 0) bytes_->Increment(bytes);
  if (entries != 0) entries_->Increment(entries);
}

}  // namespace triforium
