"""Where trackers tell us, and the operators' page of one parcel."""
