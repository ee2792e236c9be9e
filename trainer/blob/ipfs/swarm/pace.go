// SPDX-License-Identifier: Apache-2.0

package swarm

import "time"

const (
	// headway is how long before a peer runs out of work it is given more,
	// beside the time that an ask takes to reach it: time to read and hash.
	headway = 20 * time.Millisecond
	// maxAhead bounds what one peer is asked for at once, in bytes.
	maxAhead = 16 << 20
)

// pace decides when a peer is asked for another leaf. One leaf at a time keeps
// the choice of the rarest fresh and lets all peers work alike; but a peer that
// waits for the next ask is a peer that does not send. So the next ask is made
// when what is still to come takes no longer than the ask takes to arrive: at
// the rates of home connections that is near the end of a leaf, and on a fast
// link many leaves ahead.
type pace struct {
	owed  int // bytes asked for and not arrived
	rate  float64
	delay time.Duration // shortest time from an ask to its first part

	asked time.Time // when the peer, idle, was asked; zero once it answered
	count int       // bytes since the rate was taken
	since time.Time
}

// ask notes an ask for n bytes.
func (p *pace) ask(n int, now time.Time) {
	if p.owed == 0 {
		p.asked, p.since, p.count = now, now, 0
	}
	p.owed += n
}

// arrived notes n bytes.
func (p *pace) arrived(n int, now time.Time) {
	if !p.asked.IsZero() {
		if d := now.Sub(p.asked); p.delay == 0 || d < p.delay {
			p.delay = d
		}
		p.asked, p.since, p.count = time.Time{}, now, -n
	}
	p.owed -= n
	p.count += n
	// Short stretches say more of buffers than of the link.
	if d := now.Sub(p.since); d > headway && p.count > 0 {
		rate := float64(p.count) / d.Seconds()
		if p.rate != 0 {
			rate = (3*p.rate + rate) / 4
		}
		p.rate, p.since, p.count = rate, now, 0
	}
}

// ready reports whether the next ask is due.
func (p *pace) ready() bool {
	return p.owed == 0 || float64(p.owed) <= min(p.rate*(p.delay+headway).Seconds(), maxAhead)
}
