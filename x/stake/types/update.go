// SPDX-License-Identifier: Apache-2.0

package types

// ApplyUpdate returns the profile that an update makes of an old one. It checks what is particular to updates; the
// result is checked like any profile.
func ApplyUpdate(p Profile, msg *MsgUpdateProvider) (Profile, error) {
	// Each optional field: is it set in the message, how to copy it, how to empty it.
	fields := []struct {
		field ProfileField
		set   bool
		copy  func()
		empty func()
	}{
		{ProfileFieldHardware, msg.Hardware != "", func() { p.Hardware = msg.Hardware }, func() { p.Hardware = "" }},
		{ProfileFieldVRFKey, len(msg.VrfKey) > 0, func() { p.VrfKey = msg.VrfKey }, func() { p.VrfKey = nil }},
		{ProfileFieldPeerID, msg.PeerId != "", func() { p.PeerId = msg.PeerId }, func() { p.PeerId = "" }},
		{ProfileFieldAddresses, len(msg.Addresses) > 0, func() { p.Addresses = msg.Addresses }, func() { p.Addresses = nil }},
		{ProfileFieldDefenceKeys, len(msg.DefenceKeys) > 0, func() { p.DefenceKeys = msg.DefenceKeys }, func() { p.DefenceKeys = nil }},
		{ProfileFieldHotKeys, len(msg.HotKeys) > 0, func() { p.HotKeys = msg.HotKeys }, func() { p.HotKeys = nil }},
	}
	cleared, err := clearSet(msg.Clear)
	if err != nil {
		return Profile{}, err
	}
	changes := msg.Moniker != ""
	if changes {
		p.Moniker = msg.Moniker
	}
	for _, f := range fields {
		switch {
		case f.set && cleared[f.field]:
			return Profile{}, ErrBadClear.Wrapf("%s is set and cleared by the same message", f.field)
		case f.set:
			f.copy()
		case cleared[f.field]:
			f.empty()
		default:
			continue
		}
		changes = true
	}
	if !changes {
		return Profile{}, ErrNothingToUpdate.Wrap("set a field, or name one in clear")
	}
	return p, nil
}

// clearSet checks a list of fields to clear. The set is only looked up, never walked.
func clearSet(list []ProfileField) (map[ProfileField]bool, error) {
	set := make(map[ProfileField]bool, len(ProfileField_name))
	for i, f := range list {
		if _, known := ProfileField_name[int32(f)]; !known || f == ProfileFieldUnspecified {
			return nil, ErrBadClear.Wrapf("entry %d is %s: only optional fields can be cleared", i, f)
		}
		if set[f] {
			return nil, ErrBadClear.Wrapf("%s is listed twice", f)
		}
		set[f] = true
	}
	return set, nil
}
